// IndexedDB in promises: a write has happened when its transaction is complete, not before.

const NAME = "praxistresor";
const VERSION = 1;
/** @typedef {"device" | "letters" | "files"} Table */

/**
 * @typedef {object} Rows
 * @property {import("./records.js").DeviceRecord[]} [device]
 * @property {import("./records.js").LetterRecord[]} [letters]
 * @property {import("./records.js").FileRecord[]} [files]
 */

/** The device does not let us keep anything. */
export class StorageRefused extends Error {
  name = "StorageRefused";
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("device", { keyPath: "id" });
      request.result.createObjectStore("letters", { keyPath: "id" });
      request.result.createObjectStore("files", { keyPath: "id" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(new StorageRefused());
    request.onblocked = () => fail(new StorageRefused());
  });
}

export class Database {
  /** @param {IDBDatabase} connection */
  constructor(connection) {
    this.connection = connection;
  }

  static async open() {
    try {
      return new Database(await open());
    } catch {
      throw new StorageRefused();
    }
  }

  /**
   * @template T
   * @param {Table} table
   * @param {string} id
   * @returns {Promise<T | null>}
   */
  get(table, id) {
    const request = this.connection.transaction(table).objectStore(table).get(id);
    return answer(request).then((value) => value ?? null);
  }

  /**
   * @template T
   * @param {Table} table
   * @returns {Promise<T[]>}
   */
  all(table) {
    return answer(this.connection.transaction(table).objectStore(table).getAll());
  }

  /**
   * Writes all of them or none, and returns only when the disk has them.
   * @param {Rows} rows
   */
  put(rows) {
    const tables = /** @type {Table[]} */ (Object.keys(rows));
    return new Promise((/** @type {(value: void) => void} */ done, fail) => {
      const work = this.connection.transaction(tables, "readwrite", { durability: "strict" });
      work.oncomplete = () => done();
      work.onerror = work.onabort = () => fail(new StorageRefused());
      try {
        for (const table of tables) for (const row of rows[table] ?? []) work.objectStore(table).put(row);
      } catch {
        work.abort();
      }
    });
  }

  /** Deletes the whole database. */
  async destroy() {
    this.connection.close();
    await new Promise((/** @type {(value: void) => void} */ done) => {
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = request.onerror = request.onblocked = () => done();
    });
  }
}

/** @param {IDBRequest} request @returns {Promise<any>} */
function answer(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(new StorageRefused());
  });
}

/** Asks the browser not to delete what we keep; it may say no. */
export async function askToKeep() {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
