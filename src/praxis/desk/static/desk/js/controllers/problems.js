// Answers that are no page: 401 locks, 403/404/409/5xx become a notice, 422 swaps the form as usual.
import { Controller } from "../../../vendor/stimulus.js"
import { answered, nameOf } from "../sending.js"

export default class extends Controller {
  static targets = ["place", "text"]

  sign(event) {
    const token = document.querySelector('meta[name="csrf-token"]')?.content
    const { ctx } = event.detail
    if (token) ctx.request.headers["X-CSRFToken"] = token
    // What the page asks by itself keeps no session alive.
    if (ctx.sourceElement.getAttribute("hx-trigger")?.startsWith("every")) ctx.request.headers["Praxis-Background"] = "1"
    ctx.request.headers["X-Sending"] = ctx.sending ?? nameOf(ctx.sourceElement)
  }

  answer(event) {
    const { ctx } = event.detail
    const status = ctx.response.status
    if (status < 500) answered(ctx.sourceElement)
    if (status < 400 || status === 422) return
    // A notice of the server (409 with both texts) is shown as it is; its markup went through hx-csp.
    if (status !== 401 && ctx.text.includes("data-notice") && !ctx.text.includes("<html")) {
      ctx.hx.retarget = "#meldungen"
      ctx.hx.reswap = "beforeend"
      return
    }
    event.preventDefault()
    if (status === 401) document.dispatchEvent(new CustomEvent("desk:locked"))
    else this.show(status >= 500 ? "500" : String(status))
  }

  broken(event) { if (!event.detail.ctx?.response) this.show("0") }

  show(status) {
    const wanted = this.textTargets.find((text) => text.dataset.status === status)
    const text = wanted ?? this.textTargets.find((each) => each.dataset.status === "500")
    this.placeTarget.replaceChildren(text.content.firstElementChild.cloneNode(true))
  }
}
