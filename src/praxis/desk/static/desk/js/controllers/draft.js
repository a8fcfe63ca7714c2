// Keeps what is being typed: a sealed draft at the server, a breath after the last key and before leaving.
import { Controller } from "../../../vendor/stimulus.js"
import { post } from "../post.js"

export default class extends Controller {
  static values = { url: String, key: String }
  static targets = ["state"]

  connect() {
    this.typed = () => { clearTimeout(this.timer); this.open = true; this.timer = setTimeout(() => this.save(), 900) }
    this.leave = (event) => {
      if (!this.open && !this.sending) return
      const saved = this.open ? this.save({ keepalive: true }) : this.sending
      if (Array.isArray(event.detail)) event.detail.push(saved)
    }
    this.element.addEventListener("input", this.typed)
    document.addEventListener("desk:saving", this.leave)
    window.addEventListener("pagehide", this.leave)
  }

  disconnect() {
    clearTimeout(this.timer)
    document.removeEventListener("desk:saving", this.leave)
    window.removeEventListener("pagehide", this.leave)
  }

  save(options = {}) {
    const sent = this.send(options).finally(() => { if (this.sending === sent) this.sending = null })
    return this.sending = sent
  }

  async send(options) {
    clearTimeout(this.timer)
    const fields = Object.fromEntries([...new FormData(this.element)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"))
    this.open = false
    const answer = await post(this.urlValue, { key: this.keyValue, fields: JSON.stringify(fields) }, options)
    if (!answer?.ok) this.open = true
    if (this.hasStateTarget) this.stateTarget.hidden = !answer?.ok
  }

  // After the form itself was saved there is nothing left to keep.
  done() { clearTimeout(this.timer); this.open = false }
}
