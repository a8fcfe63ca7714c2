// A lab curve one can read point by point; without it the server-made SVG stays as it is.
import { Controller } from "../../../vendor/stimulus.js"

export default class extends Controller {
  static targets = ["dot", "reading"]

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step || !this.hasDotTarget) return
    event.preventDefault()
    const last = this.dotTargets.length - 1
    this.at = Math.min(last, Math.max(0, (this.at ?? last + 1) + step))
    this.read(this.dotTargets[this.at])
  }

  over(event) { this.at = this.dotTargets.indexOf(event.currentTarget); this.read(event.currentTarget) }

  read(dot) {
    this.dotTargets.forEach((each) => each.classList.toggle("dot-now", each === dot))
    this.readingTarget.textContent = dot.dataset.reading
  }
}
