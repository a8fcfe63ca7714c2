// What the screens are given to show: plain records, already verified, no keys and no wire bytes.

/** @typedef {"" | "high" | "very-high" | "low" | "very-low" | "note"} Mark */
/** @typedef {{ at: number, amount: number, result: string, mark: Mark }} Point */
/**
 * @typedef {object} LabValue
 * @property {number} at noon of the day it was taken
 * @property {string} name
 * @property {string} result what the laboratory wrote, number or words
 * @property {string} unit
 * @property {string} range the reference range of this very result, in words
 * @property {number | null} low
 * @property {number | null} high
 * @property {Mark} mark
 * @property {Point[]} course earlier and this result, oldest first; empty if there is nothing to draw
 */
/** @typedef {{ id: string, title: string, type: "pdf" | "image" | "other", length: number }} Attachment */
/** @typedef {{ id: string, text: string, help: string, required: boolean, kind: "text" | "yes-no" | "choice" | "choices" | "number" | "date", options: { id: string, label: string }[] }} Question */
/** @typedef {{ question: string, text: string, chosen: string[] }} Reply */
/** @typedef {{ at: number, who: string, what: string }} Opening */
/** @typedef {"sealed" | "handed" | "fetched" | "read"} State */
/**
 * @typedef {object} Letter
 * @property {string} id
 * @property {boolean} own written on this device
 * @property {"finding" | "message" | "document" | "questionnaire" | "appointment"} kind
 * @property {string} title
 * @property {string} text
 * @property {string} author
 * @property {number} sent
 * @property {boolean} unread
 * @property {State} state of an own letter
 * @property {LabValue[]} values
 * @property {Attachment[]} attachments
 * @property {Question[]} questions
 * @property {string} about id of the letter that this one answers, or empty
 */
/** @typedef {"offline" | "clock" | "refused" | "gap" | "held" | "alarm" | "forged" | "epoch" | "key-changed" | "revoked" | "full" | "storage"} Trouble */
/** @typedef {{ type: "pdf" | "image", title: string, blob: Blob }} OpenedFile */
/** @typedef {{ text: string, about: string, enclosure: Blob | null, answers: Reply[] | null }} Draft */
/**
 * @typedef {object} Mail
 * @property {Letter[]} letters newest first
 * @property {Opening[]} openings newest first
 * @property {{ from: number, to: number } | null} span of the access log
 * @property {Trouble[]} troubles
 * @property {number} checked Unix seconds of the last answer of the relay, 0 before
 */
/**
 * @typedef {object} DeviceFacts
 * @property {"passkey" | "paper"} lock
 * @property {string} name
 * @property {number} since
 * @property {string[]} safety groups of digits
 * @property {boolean} kept the browser promised not to delete
 */
/**
 * @typedef {object} Invitation
 * @property {number} expires
 * @property {string} refusal empty, or the reason why the sheet is not accepted here
 */
/** @typedef {{ kind: "ok" } | { kind: "wrong-code", left: number } | { kind: "used" | "expired" | "burnt" | "keys" | "offline" | "clock" | "storage" | "page" }} PairingResult */
/** @typedef {"passkey" | { paper: string } | "drafted" | "resume"} Choice how to lock; resume: only wait for the answer */
/**
 * Everything a screen may ask for or do.
 * @typedef {object} App
 * @property {import("../words/index.js").Words} words
 * @property {import("../words/index.js").Language} language
 * @property {string} practice name of the practice, empty while unknown
 * @property {() => number} now
 * @property {Mail} mail
 * @property {DeviceFacts | null} device
 * @property {Invitation | null} invitation
 * @property {boolean} unlocked
 * @property {(screen: string, params?: any) => void} go
 * @property {() => void} back
 * @property {() => void} redraw
 * @property {(language: import("../words/index.js").Language) => void} speak
 * @property {boolean} drafted keys exist already, only the code is missing
 * @property {(code: string, lock: Choice) => Promise<PairingResult>} pair
 * @property {() => Promise<boolean>} canPasskey
 * @property {(paper: string | null) => Promise<"paired" | "pairing" | "wrong">} unlock
 * @property {(notice?: string) => void} lock
 * @property {() => Promise<void>} check
 * @property {(draft: Draft) => Promise<"sent" | "later" | "full" | "storage">} send
 * @property {(letter: Letter, file: Attachment) => Promise<OpenedFile | "refused" | "missing">} open
 * @property {(letter: Letter) => void} read
 * @property {() => Promise<void>} resend
 * @property {(name: string) => Promise<void>} rename
 * @property {() => Promise<void>} remove
 */
export {};
