// A command line: Enter sends it, Shift+Enter breaks the line; once taken it is empty again.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["text"]

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return
    event.preventDefault()
    this.element.requestSubmit()
  }

  // Only the form's own answer counts, not the suggestions its field asks for.
  sent({ detail }) {
    if (detail.ctx.sourceElement !== this.element || detail.ctx.response.status !== 200) return
    this.textTarget.value = ""
    this.textTarget.focus()
    this.element.querySelector("#zeile-fehler")?.replaceChildren()
    this.application.getControllerForElementAndIdentifier(this.element, "draft")?.done()
  }
}
