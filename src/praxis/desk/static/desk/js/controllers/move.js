// Moving a card between areas: drag it, or Alt+arrow; the server decides, the page follows its answer.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["card", "area"]
  static values = { url: String, target: String }

  cardTargetConnected(card) {
    card.draggable = true
    card.addEventListener("dragstart", (event) => { this.held = card; event.dataTransfer.effectAllowed = "move" })
    card.addEventListener("dragend", () => { this.held = null; this.mark(null) })
  }

  areaTargetConnected(area) {
    area.addEventListener("dragover", (event) => { if (this.held) { event.preventDefault(); this.mark(area) } })
    area.addEventListener("drop", (event) => { event.preventDefault(); if (this.held) this.send(this.held, area) })
  }

  mark(area) { this.areaTargets.forEach((each) => each.classList.toggle("area-here", each === area)) }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const card = event.target.closest('[data-move-target="card"]')
    if (!event.altKey || !step || !card) return
    event.preventDefault()
    const area = this.areaTargets[this.areaTargets.indexOf(card.closest('[data-move-target="area"]')) + step]
    if (area) this.send(card, area)
  }

  send(card, area) {
    const values = { card: card.dataset.card, area: area.dataset.area }
    const target = this.hasTargetValue ? this.targetValue : this.element
    window.htmx.ajax("POST", this.urlValue, { source: this.element, target, swap: "innerHTML", values })
  }
}
