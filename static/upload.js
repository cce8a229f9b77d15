// The upload form: drop files on their fields, a progress bar with rate and time left, cancel. Without this script
// the form is sent as any other. XMLHttpRequest because fetch tells nothing about the bytes that went up.

const form = document.getElementById('upload')
const box = form?.querySelector('[data-upload-progress]')
const bar = box?.querySelector('progress')
const text = box?.querySelector('[data-upload-text]')
const submit = form?.querySelector('[type=submit]')

const size = bytes => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`)
const duration = seconds => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`)

function bytesOf(data) {
  let sum = 0
  for (const value of data.values()) sum += value instanceof File ? value.size : value.length
  return sum
}

function send(event) {
  const data = new FormData(form)
  const max = Number(form.dataset.bytesMax)
  event.preventDefault()
  if (max && bytesOf(data) > max) {
    box.hidden = false
    bar.hidden = true
    text.textContent = `These files are ${size(bytesOf(data))} together; this server takes up to ${size(max)}.`
    return
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
        : 'All there. Checking the files.'
  })
  request.addEventListener('load', () => finish(request))
  request.addEventListener('error', () => stop('The connection broke. Nothing was kept; try again.'))
  request.addEventListener('abort', () => stop('Cancelled. Nothing was kept.'))
  box.querySelector('[data-upload-cancel]').onclick = () => request.abort()
  box.hidden = false
  bar.hidden = false
  submit.disabled = true
  request.send(data)
}

// A redirect has been followed by the time we see it: go where it led. Anything else is the form again, or a problem
// page: show it in place, with the files still chosen.
function finish(request) {
  if (request.status < 400 && request.responseURL) {
    location.assign(request.responseURL)
    return
  }
  const answer = new DOMParser().parseFromString(request.responseText, 'text/html')
  const fresh = answer.getElementById('upload')
  if (fresh) {
    showProblems(answer, fresh)
    stop('')
  } else {
    document.querySelector('main').replaceWith(document.adoptNode(answer.querySelector('main')))
  }
}

function showProblems(answer, fresh) {
  for (const old of document.querySelectorAll('main .error-summary, main .notice, main .field-error'))
    old.remove()
  for (const field of form.querySelectorAll('.field-wrong')) field.classList.remove('field-wrong')
  const summary = fresh.querySelector('.error-summary')
  if (summary) form.prepend(document.adoptNode(summary))
  const notice = answer.querySelector('main .notice')
  if (notice) form.before(document.adoptNode(notice))
  for (const error of fresh.querySelectorAll('.field-error')) {
    const input = document.getElementById(error.id.replace(/-error$/, ''))
    const field = input?.closest('.field')
    if (!field) continue
    field.classList.add('field-wrong')
    field.append(document.adoptNode(error))
    input.setAttribute('aria-describedby', `${error.id} ${input.id}-help`)
    input.setAttribute('aria-invalid', 'true')
  }
  form.querySelector('.error-summary')?.focus()
}

function stop(message) {
  submit.disabled = false
  bar.value = 0
  bar.hidden = true
  text.textContent = message
  box.hidden = message === ''
}

if (form) {
  form.addEventListener('submit', send)
  for (const input of form.querySelectorAll('input[type=file]')) {
    const field = input.closest('.field')
    field.addEventListener('dragover', event => {
      event.preventDefault()
      field.classList.add('dragged')
    })
    field.addEventListener('dragleave', () => field.classList.remove('dragged'))
    field.addEventListener('drop', event => {
      event.preventDefault()
      field.classList.remove('dragged')
      if (event.dataTransfer.files.length > 0) input.files = event.dataTransfer.files
    })
  }
}
