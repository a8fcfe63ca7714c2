// Asks the authenticator for a passkey answer and sends it as an ordinary form.
const forms = document.querySelectorAll("form[data-passkey]")

async function options(form) {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }
  const answer = await fetch(form.dataset.options, { method: "POST", headers })
  if (!answer.ok) throw new Error("options")
  return (await answer.json()).publicKey
}

async function ask(form) {
  const told = await options(form)
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(told) })
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(told) })
}

for (const form of forms) {
  if (form.dataset.ready) continue
  form.dataset.ready = "yes"
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const fault = form.querySelector("[data-passkey-fault]")
    fault.hidden = true
    try {
      form.elements.answer.value = JSON.stringify((await ask(form)).toJSON())
      form.submit()
    } catch {
      fault.hidden = false
    }
  })
}
