// "?" shows the keys; Escape closes what is open.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["help"]

  key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]")
    if (event.key === "?" && !typing && !this.helpTarget.open) {
      event.preventDefault()
      this.helpTarget.showModal()
    }
  }
}
