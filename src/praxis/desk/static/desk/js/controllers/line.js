// A command line: Enter sends it, Shift+Enter breaks the line.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return
    event.preventDefault()
    this.element.requestSubmit()
  }
}
