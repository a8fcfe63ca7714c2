// Completion as one types, from the server by htmx: arrows, Enter, Escape. `global` adds "/" and Ctrl+K.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["input", "list"]
  static values = { global: Boolean }

  connect() {
    this.listen = (event) => {
      if (!this.globalValue) return
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]")
      if ((event.ctrlKey && event.key === "k") || (event.key === "/" && !typing && !event.ctrlKey)) {
        event.preventDefault()
        this.inputTarget.select()
        this.inputTarget.focus()
      }
    }
    document.addEventListener("keydown", this.listen)
  }

  disconnect() { document.removeEventListener("keydown", this.listen) }

  get options() { return [...this.listTarget.querySelectorAll('[role="option"]:not([aria-disabled])')] }
  get chosen() { return this.options.find((option) => option.ariaSelected === "true") }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && this.options.length) { event.preventDefault(); this.choose((this.options.indexOf(this.chosen) + step + this.options.length) % this.options.length) }
    if (event.key === "Escape") { event.preventDefault(); this.leave() }
  }

  // The frame's field empties and gives the page back; a line one is writing only closes its list.
  leave() {
    if (this.globalValue) { this.inputTarget.value = ""; document.querySelector("#inhalt")?.focus() }
    this.close()
  }
  typed() { this.stale = true; if (!this.inputTarget.value.trim()) this.close() }

  fresh() { /* what is optional is chosen by an arrow only: Enter sends the line */ this.stale = false; if (this.inputTarget.value.trim()) this.choose(this.listTarget.querySelector("[data-optional]") ? -1 : 0); else this.close() }

  choose(index) {
    this.options.forEach((option, i) => { option.ariaSelected = String(i === index) })
    this.expand(this.options.length > 0)
    this.inputTarget.setAttribute("aria-activedescendant", this.chosen?.id ?? "")
    this.chosen?.scrollIntoView({ block: "nearest" })
  }

  // Enter on an old answer sends the whole line instead of guessing. Asked before htmx (`:capture`), it keeps it from sending.
  run(event) { if (!this.stale && this.chosen) { event.preventDefault(); event.stopImmediatePropagation(); this.take(this.chosen) } }

  expand(open) { if (this.inputTarget.role === "combobox") this.inputTarget.ariaExpanded = String(open) }
  pick(event) { const option = event.target.closest('[role="option"]'); if (option) this.take(option) }

  take({ dataset }) {
    if (dataset.url) location.assign(dataset.url)
    else if (dataset.fill) { this.close(); this.inputTarget.value = dataset.fill; this.inputTarget.focus(); this.inputTarget.dispatchEvent(new Event("input", { bubbles: true })) }
  }

  close() { this.listTarget.replaceChildren(); this.expand(false); this.inputTarget.removeAttribute("aria-activedescendant") }
}
