// Passkeys: asks the browser to make one or to show one, puts its answer into the form and sends it.

for (const part of document.querySelectorAll('[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue
  part.hidden = false
  const form = part.querySelector('form')
  const problem = part.querySelector('[data-passkey-error]')
  form.addEventListener('submit', async event => {
    event.preventDefault()
    problem.hidden = true
    try {
      form.elements.response.value = JSON.stringify(await answer(part))
      form.submit()
    } catch {
      problem.hidden = false
    }
  })
}

async function answer(part) {
  const options = JSON.parse(part.dataset.options)
  const credential =
    part.dataset.passkey === 'create'
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        })
  return credential.toJSON()
}
