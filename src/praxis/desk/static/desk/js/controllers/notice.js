// A notice one can close; an undo notice leaves by itself, but not under hand or focus.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static values = { seconds: Number }

  connect() {
    if (this.secondsValue) this.timer = setInterval(() => this.tick(), 1000)
  }

  disconnect() { clearInterval(this.timer) }

  tick() {
    if (this.element.matches(":hover, :focus-within")) return
    this.secondsValue -= 1
    if (this.secondsValue <= 0) this.close()
  }

  close() { clearInterval(this.timer); this.element.remove() }
}
