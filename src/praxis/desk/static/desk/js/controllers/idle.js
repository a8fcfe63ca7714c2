// After some minutes without hand or key the screen asks for the lock.
import { Controller } from "../../../vendor/stimulus.js"

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]

export default class extends Controller {
  static values = { minutes: Number }

  connect() {
    this.awake = () => { this.last = Date.now() }
    this.awake()
    SIGNS.forEach((sign) => document.addEventListener(sign, this.awake, { passive: true, capture: true }))
    this.timer = setInterval(() => this.look(), 5000)
  }

  disconnect() {
    clearInterval(this.timer)
    SIGNS.forEach((sign) => document.removeEventListener(sign, this.awake, { capture: true }))
  }

  look() {
    if (!this.minutesValue || Date.now() - this.last < this.minutesValue * 60_000) return
    this.awake()
    document.dispatchEvent(new CustomEvent("desk:lock"))
  }
}
