// The public practice document: name, address and hours, signed by the practice.
import { like, many, range, record, size, text, unpack, version } from "./shape.js";
import { openSigned } from "./signed.js";
import { PRACTICE_DOCUMENT_BYTES } from "./orders.js";

const clock = like(/([01][0-9]|2[0-3]):[0-5][0-9]/);
const OpeningHours = record("OpeningHours", { weekday: range(1, 7), opens: clock, closes: clock });
const AppointmentType = record("AppointmentType", { id: size(16), title: text(120), minutes: range(5, 480) });
const Slot = record("Slot", { type: size(16), start: range(0) });
export const PracticeDocument = record("PracticeDocument", {
  version,
  number: range(1),
  issued: range(0),
  expires: range(0),
  name: text(200),
  address: text(400, 0, true),
  phone: text(60, 0),
  hours: many(OpeningHours, 50),
  types: many(AppointmentType, 50),
  slots: many(Slot, 2000),
});

/** Verified against the bundle's document key, then parsed. @param {Uint8Array} data @param {Uint8Array} key */
export const openPractice = (data, key) =>
  unpack(PracticeDocument, openSigned("practice", data, key), PRACTICE_DOCUMENT_BYTES);
