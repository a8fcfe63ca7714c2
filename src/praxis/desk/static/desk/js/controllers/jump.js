// Tab goes to the next gap ___ of a text; without a gap Tab leaves the field as usual.
import { Controller } from "../../../vendor/stimulus.js"

const GAP = "___"

export default class extends Controller {
  key(event) {
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey) return
    const field = this.element
    const after = field.value.indexOf(GAP, field.selectionEnd)
    const gap = after >= 0 ? after : field.value.indexOf(GAP)
    if (gap < 0) return
    event.preventDefault()
    field.setSelectionRange(gap, gap + GAP.length)
  }
}
