// A notice one can close; an undo notice leaves by itself, but not under hand or focus.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["words"]
  static values = { seconds: Number, field: String }

  connect() {
    if (this.secondsValue) this.timer = setInterval(() => this.tick(), 1000)
    if (this.fieldValue) this.said()
  }

  disconnect() { clearInterval(this.timer) }

  // Came with the page: a live region tells only what changes in it, and a reload says it no more.
  said() {
    const words = [...this.wordsTarget.childNodes], here = new URL(location.href)
    this.wordsTarget.style.minHeight = `${this.wordsTarget.offsetHeight}px`
    this.wordsTarget.replaceChildren()
    setTimeout(() => this.wordsTarget.replaceChildren(...words), 200)
    here.searchParams.delete(this.fieldValue)
    history.replaceState(history.state, "", here)
  }

  tick() {
    if (this.element.matches(":hover, :focus-within")) return
    this.secondsValue -= 1
    if (this.secondsValue <= 0) this.close()
  }

  close() { clearInterval(this.timer); this.element.remove() }
}
