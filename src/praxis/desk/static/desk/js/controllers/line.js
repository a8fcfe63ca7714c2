// A command line: Enter sends it, Shift+Enter breaks the line. What was sent leaves the field at once:
// a second Enter sends nothing twice, what is typed meanwhile is the next line, a refusal brings it back.
// It is kept with its name as a draft: sent again, also from a page loaded anew, it is known as the same.
import { Controller } from "../../../vendor/stimulus.js"

// What stood in a line that was drawn anew while somebody typed, and its name.
const left = []

export default class extends Controller {
  static targets = ["text", "name"]

  connect() {
    const [text, name] = left.splice(0)
    if (text && this.hasTextTarget && !this.textTarget.value) this.put(text, name)
  }

  disconnect() { if (this.hasTextTarget) left.splice(0, 2, this.textTarget.value, this.nameTarget.value) }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return
    event.preventDefault()
    if (!this.hasTextTarget || this.textTarget.value.trim()) this.element.requestSubmit()
  }

  // What was wrong is no longer said once somebody goes on writing.
  typed() { this.hush(); this.nameTarget.value ||= crypto.randomUUID() }

  hush() { this.element.querySelector("#zeile-fehler")?.replaceChildren() }

  // Only the form itself counts, not the suggestions its field asks for.
  leaves({ detail: { ctx } }) {
    if (ctx.sourceElement !== this.element) return
    Object.assign(ctx, { line: this.textTarget.value, sending: this.nameTarget.value || crypto.randomUUID() })
    this.textTarget.value = this.nameTarget.value = ""
  }

  sent({ detail: { ctx } }) {
    if (ctx.sourceElement !== this.element) return
    if (ctx.response.status !== 200) return this.back(ctx, ctx.response.status < 500 ? "" : ctx.sending)
    this.textTarget.focus()
    this.hush()
    if (!this.textTarget.value) this.application.getControllerForElementAndIdentifier(this.element, "draft")?.done()
  }

  failed({ detail: { ctx } }) {
    if (ctx?.sourceElement === this.element && !ctx.response) this.back(ctx, ctx.sending)
  }

  back(ctx, name) {
    if (ctx.line) this.put([ctx.line, this.textTarget.value].filter(Boolean).join("\n"), name)
    ctx.line = ""
  }

  put(text, name) {
    [this.textTarget.value, this.nameTarget.value] = [text, name]
    this.textTarget.focus()
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }))
  }
}
