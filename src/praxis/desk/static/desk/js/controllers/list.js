// A list that filters by typing, moves with arrows and opens with Enter.
import { Controller } from "../../../vendor/stimulus.js"

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss")

export default class extends Controller {
  static targets = ["row", "filter", "none"]

  connect() {
    this.listen = (event) => this.key(event)
    this.element.addEventListener("keydown", this.listen)
    if (this.hasFilterTarget && this.filterTarget.value) this.filter()
  }

  disconnect() { this.element.removeEventListener("keydown", this.listen) }

  get shown() { return this.rowTargets.filter((row) => !row.hidden) }

  filter() {
    const words = plain(this.filterTarget.value).split(/\s+/).filter(Boolean)
    this.rowTargets.forEach((row) => {
      const text = plain(row.textContent)
      row.hidden = !words.every((word) => text.includes(word))
    })
    if (this.hasNoneTarget) this.noneTarget.hidden = this.shown.length > 0
  }

  rowTargetConnected() { if (this.hasFilterTarget && this.filterTarget.value) this.filter() }

  key(event) {
    if (event.defaultPrevented || event.target.matches("textarea, select")) return
    const rows = this.shown
    const at = rows.indexOf(event.target.closest('[data-list-target="row"]'))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    const inFilter = this.hasFilterTarget && event.target === this.filterTarget
    if (to !== undefined && !(inFilter && ["Home", "End", "ArrowUp"].includes(event.key))) {
      event.preventDefault()
      if (to < 0 && this.hasFilterTarget) this.filterTarget.focus()
      else rows[Math.max(0, Math.min(to, rows.length - 1))]?.focus()
    } else if (event.key === "Enter" && (inFilter || at >= 0)) {
      const row = at >= 0 ? rows[at] : rows[0]
      if (row && event.target.closest("button, a") === null) { event.preventDefault(); this.open(row) }
    } else if (event.key === "Escape" && inFilter) { this.filterTarget.value = ""; this.filter() }
  }

  open(row) {
    if (row.dataset.url) location.assign(row.dataset.url)
    else (row.matches("a, button") ? row : row.querySelector("a, button"))?.click()
  }
}
