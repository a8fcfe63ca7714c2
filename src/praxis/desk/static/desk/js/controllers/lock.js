// The lock is a state of the server: the page leaves the document and comes back after the unlock.
import { Controller } from "../../../vendor/stimulus.js"
import { post } from "../post.js"

export default class extends Controller {
  static targets = ["work", "door"]
  static values = { url: String }

  connect() {
    this.listen = (event) => {
      if (event.ctrlKey && event.altKey && event.key.toLowerCase() === "l") { event.preventDefault(); this.ask() }
    }
    document.addEventListener("keydown", this.listen)
  }

  disconnect() { document.removeEventListener("keydown", this.listen) }

  // The screen does not wait for the network. The lock waits for the drafts, which a locked session
  // could no longer write, but never longer than two seconds.
  async ask() {
    const saving = []
    document.dispatchEvent(new CustomEvent("desk:saving", { detail: saving }))
    this.close()
    if (saving.length) await Promise.race([Promise.allSettled(saving), new Promise((done) => setTimeout(done, 2000))])
    await post(this.urlValue)
  }

  // Called by the button, the key, the idle watch and every 401.
  close(event) {
    if (event?.type === "desk:lock") return this.ask()
    if (this.kept || !this.hasWorkTarget) return
    this.title = document.title
    this.focused = document.activeElement
    this.kept = this.workTarget
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close())
    const door = this.doorTarget.content.firstElementChild.cloneNode(true)
    this.kept.replaceWith(door)
    this.door = door
    document.querySelector("#meldungen")?.replaceChildren()
    document.title = "Praxistresor"
    window.htmx.process(door)
    door.querySelector('input:not([type="hidden"])')?.focus()
  }

  // An unlock may bring a fresh CSRF token with it.
  open({ detail }) {
    if (!this.kept) return
    if (detail?.csrf) document.querySelector('meta[name="csrf-token"]').content = detail.csrf
    this.door.replaceWith(this.kept)
    // What asks by itself stopped for good while it was out of the document.
    for (const old of this.kept.querySelectorAll('[hx-trigger^="every"]')) {
      const fresh = old.cloneNode(true)
      old.replaceWith(fresh)
      window.htmx.process(fresh)
    }
    document.title = this.title
    this.kept = null
    this.focused?.focus?.()
  }
}
