// On every page: a line that says when the server cannot be reached, until it can be. The worker in offline.js puts a
// page of its own in the place of pages.
const { serviceWorker } = navigator
const { health, worker } = document.body.dataset
const line = document.createElement('div')
line.className = 'toast floating notice-problem'
line.setAttribute('role', 'alert')
line.append(document.createElement('p'))
let watching = false
let timer

function show(text) {
  line.firstChild.textContent = text
  document.body.append(line)
}

function unreachable() {
  const cause = navigator.onLine ? 'The server cannot be reached.' : 'You are offline.'
  show(`${cause} What you typed is still on this page; this message disappears when you can try again.`)
  if (!watching) watch()
}

/** Asks until there is an answer. */
async function watch() {
  watching = true
  clearTimeout(timer)
  const answer = await fetch(health, { cache: 'no-store' }).catch(() => null)
  if (!answer?.ok) {
    timer = setTimeout(watch, 3000)
    return
  }
  watching = false
  line.remove()
  if ('offline' in document.body.dataset) location.reload()
}

// A browser may refuse a worker, in a private window for example: everything else works without it.
addEventListener('load', () => serviceWorker?.register(worker).catch(() => {}))
serviceWorker?.addEventListener('message', ({ data }) => data === 'unreachable' && unreachable())
addEventListener('offline', unreachable)
addEventListener('online', () => watching && watch())
document.addEventListener('htmx:error', ({ detail }) => detail.error instanceof TypeError && unreachable())
document.addEventListener('htmx:after:request', ({ detail }) => {
  const { status } = detail.ctx.response
  if (status >= 500) show('The server failed to process this. Reload the page and try again.')
  else if (!watching) line.remove()
})
if ('offline' in document.body.dataset) {
  document.querySelector('[data-retry]').addEventListener('click', () => location.reload())
  watch()
}
