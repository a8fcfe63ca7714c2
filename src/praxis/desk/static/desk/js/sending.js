// The name of one sending: it stays the same until an answer came, so a retry is known as one.
const names = new WeakMap()

export function nameOf(element) {
  if (!names.has(element)) names.set(element, crypto.randomUUID())
  return names.get(element)
}

export function answered(element) { names.delete(element) }
