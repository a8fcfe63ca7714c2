// F9 covers the whole screen at once, and F9 shows it again; nothing is lost, nothing is asked.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["curtain"]

  connect() {
    this.listen = (event) => {
      if (event.key === "F9") { event.preventDefault(); this.toggle() }
      else if (this.cover) { event.preventDefault(); event.stopImmediatePropagation() }
    }
    window.addEventListener("keydown", this.listen, true)
  }

  disconnect() { window.removeEventListener("keydown", this.listen, true) }

  toggle() {
    if (this.cover) {
      this.cover.remove()
      this.cover = null
      this.before?.focus()
    } else {
      this.before = document.activeElement
      this.cover = this.curtainTarget.content.firstElementChild.cloneNode(true)
      document.body.append(this.cover)
      this.before?.blur()
    }
    document.documentElement.classList.toggle("blanked", Boolean(this.cover))
  }
}
