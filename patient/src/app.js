// The page as a whole: which screen, which language, and the one unlocked session behind it.
import { sha256 } from "@noble/hashes/sha2.js";
import { Enrolment } from "./enrolment.js";
import { openPasskeyLock, paperOpener, passkeyPossible } from "./keys/lock.js";
import { unwrap } from "./keys/secrets.js";
import { exchange } from "./post/incoming.js";
import { tryDeliver, write } from "./post/outgoing.js";
import { Session, SessionClosed } from "./post/session.js";
import { openedFile } from "./post/files.js";
import { lettersOf, openingsOf, troublesOf } from "./post/view.js";
import { SCREENS } from "./screens/index.js";
import { askToKeep, Database, StorageRefused } from "./store/database.js";
import { fromHex } from "./wire/bytes.js";
import { preferred, time, wordsIn } from "./words/index.js";

/** @typedef {import("./screens/model.js").Choice} Choice */
/** @typedef {import("./store/records.js").DeviceRecord} DeviceRecord */
/** @typedef {import("./wire/invite.js").Invite} Invite */

const REST_MS = 5_000;
const NO_WAY_BACK = new Set(["inbox", "pair-wait", "paired", "unlock", "stopped"]);
const HIDDEN_MOST_MS = 5 * 60_000;
/** @type {import("./screens/model.js").Mail} */
const NO_MAIL = { letters: [], openings: [], span: null, troubles: [], checked: 0 };

/** @typedef {{ screen: string, params: any }} Shown */

export class App {
  /** @param {HTMLElement} root @param {Database} database @param {DeviceRecord | null} record @param {Invite | null} invite */
  constructor(root, database, record, invite) {
    this.root = root;
    this.database = database;
    this.record = record;
    this.language = record?.language ?? preferred();
    this.kept = false;
    /** @type {Session | null} */
    this.session = null;
    this.enrolment = new Enrolment(this, invite);
    /** @type {Shown} */
    this.shown = { screen: "no-sheet", params: {} };
    /** @type {Shown[]} */
    this.trail = [];
    this.mail = NO_MAIL;
    this.busy = Promise.resolve();
    this.retired = false;
    this.drawn = "";
  }

  get words() {
    return wordsIn(this.language);
  }

  get practice() {
    return this.record?.practice ?? "";
  }

  get unlocked() {
    return this.session !== null;
  }

  get drafted() {
    return this.enrolment.draft !== null;
  }

  get invitation() {
    const { invite } = this.enrolment;
    return invite ? { expires: invite.expires, refusal: "" } : null;
  }

  get device() {
    const { record, session } = this;
    if (!record) return null;
    return { lock: record.lock.kind, name: record.name, since: record.since, safety: session?.safety() ?? [], kept: this.kept };
  }

  now() {
    return Math.floor(Date.now() / 1000);
  }

  // Screens

  /** @param {string} screen @param {any} [params] */
  go(screen, params = {}) {
    const wanted = screen === "home" ? this.home() : screen;
    const inside = this.session !== null;
    if (inside && wanted !== this.shown.screen) history.pushState({ inside: true }, "");
    // What was said once (a question sent, a wrong code) is not said again on the way back.
    const here = { screen: this.shown.screen, params: { ...this.shown.params, said: undefined, left: undefined } };
    this.trail = NO_WAY_BACK.has(wanted) ? [] : [...this.trail, here];
    this.show(wanted, params);
  }

  back() {
    const before = this.trail.pop();
    if (before) this.show(before.screen, before.params);
    else this.show(this.home(), {});
  }

  home() {
    if (this.session) return "inbox";
    if (this.record) return "unlock";
    return this.enrolment.invite ? "pair-start" : "no-sheet";
  }

  /** @param {string} screen @param {any} params */
  show(screen, params) {
    this.shown = { screen, params };
    this.redraw();
    window.scrollTo(0, 0);
    this.root.querySelector("h1")?.focus({ preventScroll: true });
  }

  redraw() {
    const draw = SCREENS[this.shown.screen];
    this.drawn = this.fingerprint();
    if (draw) this.root.replaceChildren(draw(this, this.shown.params));
  }

  /** @param {import("./words/index.js").Language} language */
  speak(language) {
    this.language = language;
    this.refresh();
    if (this.shown.screen !== "pair-wait") this.redraw();
    if (this.session) void this.queue(() => this.keep({ language }));
  }

  // Pairing

  canPasskey() {
    return passkeyPossible();
  }

  /** @param {string} code @param {Choice} choice */
  pair(code, choice) {
    return this.enrolment.pair(code, choice);
  }

  /** The practice said yes. @param {DeviceRecord} record @param {import("./keys/secrets.js").Secrets} secrets */
  async begin(record, secrets) {
    this.record = record;
    this.enter(await Session.open(this.database, record, secrets));
  }

  /** Nothing of this device is left. */
  async wipe() {
    this.record = null;
    await this.database.destroy();
    this.database = await Database.open();
  }

  // Locking

  /** @param {string | null} paper @returns {Promise<"paired" | "pairing" | "wrong">} */
  async unlock(paper) {
    // What was under way when the page was locked comes to its end first, and is then read again.
    await this.busy;
    const record = /** @type {DeviceRecord | null} */ (await this.database.get("device", "device"));
    if (!record) return "wrong";
    const opener = record.lock.kind === "passkey"
      ? await openPasskeyLock(record.lock).catch(() => null)
      : paperOpener(paper ?? "");
    const secrets = opener && (await unwrap(await opener(record.boundTo), record.boundTo, record.wrapped));
    if (!opener || !secrets) return "wrong";
    if (record.state === "pairing") {
      this.enrolment.resume({ device: record, secrets, opener });
      return "pairing";
    }
    this.kept = await askToKeep();
    this.enter(await Session.open(this.database, record, secrets));
    return "paired";
  }

  /** @param {Session} session */
  enter(session) {
    this.session = session;
    this.refresh();
    void this.listen(session);
  }

  /** Looks, then waits at the relay for more; while the page is hidden or the relay away, it rests. @param {Session} session */
  async listen(session) {
    while (session === this.session) {
      if (!document.hidden) await this.check();
      const well = !document.hidden && session.device.state === "paired" && !session.troubles.has("offline");
      const more = well && (await session.relay.wait(session.listed).catch(() => false));
      if (!more) await new Promise((done) => setTimeout(done, REST_MS));
    }
  }

  /** @param {string} [notice] */
  lock(notice) {
    this.session?.close();
    this.session = null;
    this.enrolment.stop();
    this.mail = NO_MAIL;
    this.trail = [];
    this.show(this.home(), notice ? { notice } : {});
  }

  /** Another App takes the page over, because a new sheet was scanned. */
  retire() {
    this.retired = true;
    this.session?.close();
    this.session = null;
    this.enrolment.stop();
    this.database.connection.close();
  }

  /** Secrets do not outlive five hidden minutes, even if the browser put our timers to sleep. */
  watch() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let since = 0;
    const leave = () => !this.retired && (this.session || this.drafted) && this.lock(this.words.lockedAgain);
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      if (document.hidden) {
        since = Date.now();
        timer = setTimeout(leave, HIDDEN_MOST_MS);
      } else if (since && Date.now() - since >= HIDDEN_MOST_MS) leave();
    });
    window.addEventListener("popstate", () => this.session && this.back());
    window.addEventListener("pagehide", (event) => event.persisted && leave());
  }

  // Mail

  /** One thing at a time: two rounds at once would take the same place in the order twice. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  queue(work) {
    const result = this.busy.then(work).catch((error) => {
      // The page was locked meanwhile: whatever was on its way is taken up after the next unlocking.
      if (error instanceof SessionClosed) return /** @type {T} */ (undefined);
      throw error;
    });
    this.busy = result.then(() => undefined, () => undefined);
    return result;
  }

  refresh() {
    const { session } = this;
    if (!session) return;
    this.record = session.device;
    this.mail = { letters: lettersOf(session, this.words), ...openingsOf(session), troubles: troublesOf(session), checked: session.device.checked };
  }

  async check() {
    await this.queue(async () => {
      const { session } = this;
      if (!session) return;
      if (session.device.state === "paired") await exchange(session);
      if (session !== this.session) return;
      const known = this.mail.letters.length;
      this.refresh();
      // What was said of a question is old news beside a new letter.
      if (this.mail.letters.length > known) this.shown.params = { ...this.shown.params, said: undefined };
      const list = this.shown.screen === "inbox" || this.shown.screen === "openings";
      if (list) this.redrawKeepingFocus(this.drawn !== this.fingerprint());
    });
  }

  fingerprint() {
    return JSON.stringify([this.mail.letters.map((one) => [one.id, one.state]), this.mail.openings.length, this.mail.troubles]);
  }

  /** @param {boolean} changed */
  redrawKeepingFocus(changed) {
    const held = document.activeElement;
    const said = document.getElementById("checked");
    if (!changed && said) {
      said.replaceChildren(this.words.lastChecked(time(this.words, this.mail.checked)));
      return;
    }
    this.redraw();
    if (held?.id) document.getElementById(held.id)?.focus({ preventScroll: true });
    else if (held?.tagName === "H1") this.root.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** @param {import("./screens/model.js").Draft} draft */
  send(draft) {
    return this.queue(async () => {
      const { session } = this;
      if (!session) return "storage";
      try {
        await this.compose(session, draft);
      } catch (error) {
        if (error instanceof StorageRefused) return "storage";
        throw error;
      }
      const result = await tryDeliver(session);
      this.refresh();
      return result;
    });
  }

  /** @param {Session} session @param {import("./screens/model.js").Draft} draft */
  async compose(session, { text, about, enclosure, answers }) {
    const answered = about ? fromHex(about) : null;
    if (answers && answered) {
      const replies = answers.filter((reply) => reply.text || reply.chosen.length);
      return write(session, "answer", { questionnaire: answered, replies, files: [] });
    }
    const { files, labels } = await enclosureParts(enclosure);
    return write(session, "message", { title: "", text, answers: answered, files: labels }, files);
  }

  /** @param {import("./screens/model.js").Letter} letter @param {import("./screens/model.js").Attachment} file */
  async open(letter, file) {
    return this.session ? openedFile(this.session, letter.id, file) : "missing";
  }

  /** @param {import("./screens/model.js").Letter} letter */
  read(letter) {
    const { session } = this;
    const entry = session?.letters.get(letter.id);
    if (!session || !entry || entry.record.own || entry.record.read) return;
    entry.record.read = true;
    letter.unread = false;
    void this.queue(async () => {
      await session.save({}, [entry.record]);
      if (session.device.state !== "paired") return;
      await write(session, "receipt", { state: "read", letters: [entry.record.hash], time: this.now() });
      await tryDeliver(session);
    });
  }

  // Settings

  async resend() {
    await this.queue(async () => {
      if (!this.session) return;
      await write(this.session, "resend-request", { epoch: null, first: 1, last: null });
      await tryDeliver(this.session);
    });
  }

  /** @param {string} name */
  rename(name) {
    return this.queue(() => this.keep({ name }));
  }

  /** @param {Partial<DeviceRecord>} change */
  async keep(change) {
    await this.session?.save(change);
    this.refresh();
  }

  async remove() {
    await this.queue(async () => {
      if (this.session?.device.state === "paired") {
        await write(this.session, "revoke", { reason: "patient", text: "" });
        await tryDeliver(this.session);
      }
    });
    await this.wipe();
    this.session?.close();
    this.session = null;
    this.mail = NO_MAIL;
    this.show("no-sheet", { removed: true });
  }
}

/** A name of ours, not the file's: it could say more than was meant. @param {Blob | null} enclosure */
async function enclosureParts(enclosure) {
  if (!enclosure) return { files: [], labels: [] };
  const bytes = new Uint8Array(await enclosure.arrayBuffer());
  const [name, type] = enclosure.type === "application/pdf"
    ? /** @type {const} */ (["Dokument.pdf", "application/pdf"])
    : /** @type {const} */ (["Foto.jpg", "image/jpeg"]);
  const label = { hash: sha256(bytes), name, type };
  return { files: [bytes], labels: [label] };
}
