// Forms with files: drop files on their fields, ask the server about them as soon as they are chosen, a progress bar with
// rate and time left, cancel. Without this script such a form is sent as any other. XMLHttpRequest because fetch tells
// nothing about the bytes that went up.

const size = bytes => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`)
const duration = seconds => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`)

// Our own error pages say what is wrong; these sentences stand for the pages of a proxy in front of the server.
const proxyFaults = {
  413: 'The proxy in front of this server rejects uploads of this size. Ask the administrators to raise its body limit (client_max_body_size in nginx) above BIOCE_UPLOAD_MB.',
  502: 'The proxy in front of this server could not reach it. Nothing was saved; try again in a minute.',
  504: 'The proxy in front of this server timed out before the server answered. Try again; if this happens again, tell the administrators.',
}

function bytesOf(data) {
  let sum = 0
  for (const value of data.values()) sum += value instanceof File ? value.size : value.length
  return sum
}

function enliven(form) {
  const box = form.querySelector('[data-upload-progress]')
  const bar = box.querySelector('progress')
  const text = box.querySelector('[data-upload-text]')
  const cancel = box.querySelector('[data-upload-cancel]')
  const submit = form.querySelector('[type=submit]')
  const max = Number(form.dataset.bytesMax)

  function send(event) {
    event.preventDefault()
    const data = new FormData(form)
    if (max && bytesOf(data) > max) {
      return stop(
        `These files are ${size(bytesOf(data))} together; this server takes up to ${size(max)}. Nothing was sent. Packed as .zip, structures are three times smaller.`,
      )
    }
    const request = new XMLHttpRequest()
    const startedAt = performance.now()
    request.open('POST', form.action)
    request.responseType = 'text'
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const rate = loaded / ((performance.now() - startedAt) / 1000)
      bar.value = loaded / total
      text.textContent =
        loaded < total
          ? `${size(loaded)} of ${size(total)}, ${size(rate)}/s, ${duration((total - loaded) / rate)} left`
          : 'Upload complete. Waiting for the server…'
    })
    request.addEventListener('load', () => finish(request))
    request.addEventListener('error', () => stop('The connection was lost. Nothing was saved; try again.'))
    request.addEventListener('abort', () => stop('Cancelled. Nothing was saved.'))
    cancel.onclick = () => request.abort()
    box.hidden = false
    bar.hidden = false
    cancel.hidden = false
    submit.disabled = true
    request.send(data)
  }

  // A redirect has been followed by the time we see it: go where it led. Anything else is the form again, or a problem
  // page: show it in place, with the files still chosen.
  function finish(request) {
    if (request.status < 400 && request.responseURL) {
      if (request.responseURL === location.href) location.reload()
      else location.assign(request.responseURL)
      return
    }
    const answer = new DOMParser().parseFromString(request.responseText, 'text/html')
    const fresh = form.id && answer.getElementById(form.id)
    if (fresh) {
      showProblems(fresh)
      stop('')
    } else {
      const reason = answer.querySelector('.error-summary li, main h1 + p')?.textContent.trim()
      stop(
        reason ||
          proxyFaults[request.status] ||
          `The server refused the upload (status ${request.status}) and gave no reason. Nothing was saved. Reload the page and try again.`,
      )
    }
  }

  function showProblems(fresh) {
    form.querySelector('.error-summary')?.remove()
    const summary = fresh.querySelector('.error-summary')
    if (summary) form.prepend(document.adoptNode(summary))
    for (const input of form.querySelectorAll('input[type=hidden]')) {
      const again = fresh.querySelector(`[name="${CSS.escape(input.name)}"]`)
      if (again) input.value = again.value // such as a new key
    }
    for (const input of form.querySelectorAll('input, select')) {
      const fault = fresh.querySelector(`#${CSS.escape(input.id || 'none')}-error`)?.textContent ?? ''
      showFault(input, fault)
    }
    form.querySelector('.error-summary')?.focus()
  }

  function stop(message) {
    submit.disabled = false
    bar.value = 0
    bar.hidden = true
    cancel.hidden = true
    text.textContent = message
    box.hidden = message === ''
  }

  form.addEventListener('submit', send)
  for (const input of form.querySelectorAll('input[type=file]')) acceptDrops(input)
}

function showFault(input, fault) {
  const field = input.closest('.field')
  if (!field || input.type === 'hidden') return
  let error = field.querySelector('.field-error')
  if (!error && fault) {
    error = document.createElement('p')
    error.id = `${input.id}-error`
    error.className = 'field-error'
    field.append(error)
  }
  if (error) error.textContent = fault
  field.classList.toggle('field-wrong', fault !== '')
  if (fault) input.setAttribute('aria-invalid', 'true')
  else input.removeAttribute('aria-invalid')
}

/** The server's opinion of the chosen files, before a byte of them is sent. Of many, one of each ending and the empty ones are asked about. */
async function ask(input) {
  const [...files] = input.files
  const ofEachEnding = new Map(files.map(file => [file.name.split('.').at(-1), file])).values()
  let fault = ''
  for (const file of new Set([...files.filter(({ size }) => size === 0).slice(0, 1), ...ofEachEnding])) {
    fault ||= (await opinionOn(input, file)) || duplicateOf(input, file)
    if (input.files[0] !== files[0]) return // others were chosen meanwhile
  }
  showFault(input, fault)
}

async function opinionOn(input, file) {
  const facts = new URLSearchParams({ field: input.name, file: file.name, bytes: String(file.size) })
  if (!input.form.dataset.upload) return ''
  const response = await fetch(`${input.form.dataset.upload}?${facts}`, {
    headers: { 'HX-Request': 'true' },
  }).catch(() => null)
  if (!response?.ok) return ''
  return new DOMParser().parseFromString(await response.text(), 'text/html').body.textContent.trim()
}

function duplicateOf(input, file) {
  for (const other of input.form.querySelectorAll('input[type=file]')) {
    const [theirs] = other.files
    if (other !== input && theirs?.name === file.name && theirs.size === file.size)
      return 'This file is already chosen in another field. Choose different files.'
  }
  return ''
}

function acceptDrops(input) {
  const field = input.closest('.field')
  field.addEventListener('dragover', event => {
    event.preventDefault()
    field.classList.add('dragged')
  })
  field.addEventListener('dragleave', () => field.classList.remove('dragged'))
  field.addEventListener('drop', event => {
    event.preventDefault()
    field.classList.remove('dragged')
    if (event.dataTransfer.files.length === 0) return
    input.files = event.dataTransfer.files
    ask(input)
  })
  input.addEventListener('change', () => ask(input))
}

for (const form of document.querySelectorAll('form[data-upload]')) enliven(form)
