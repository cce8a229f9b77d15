// A waiting or running analysis: the stream swaps the panel; we keep the title, open the result, and poll when the
// stream fails (a proxy that buffers, a server that restarts).

const live = document.getElementById('live')
const finalStates = ['done', 'failed', 'cancelled']
const pollMs = 4000
const silentMs = 5000
const provisionalMs = 5000
let failures = 0
let polling = false
let leaving = false
let asking = false
let askedAt = 0
let changed = false

function read() {
  const panel = live.querySelector('[data-state]')
  if (!panel) return
  document.title = panel.dataset.title
  if (panel.dataset.provisional) readProvisional(panel.dataset.provisional === 'changes')
  if (!leaving && finalStates.includes(panel.dataset.state)) {
    leaving = true
    location.reload()
  }
}

// What is provisional comes once, anew every few seconds while chains are sampled, and once more when they are done.
async function readProvisional(changes) {
  const place = document.getElementById('provisional')
  const isFresh = changes ? performance.now() - askedAt < provisionalMs : !changed
  if (asking || (isFresh && place.childElementCount > 0)) return
  asking = true
  changed = changes
  askedAt = performance.now()
  try {
    const response = await fetch(place.dataset.href, { headers: { 'HX-Request': 'true' } })
    if (response.ok && !response.redirected) show(place, await response.text())
  } catch {
    // The next change of the panel asks again.
  }
  asking = false
}

// Folds that are open stay open.
function show(place, html) {
  const open = [...place.querySelectorAll('details[open]')].map(fold => fold.closest('[id]').id)
  place.innerHTML = html
  for (const id of open) {
    const holder = document.getElementById(id)
    const fold = holder?.matches('details') ? holder : holder?.querySelector('details')
    if (fold) fold.open = true
  }
}

async function poll() {
  try {
    const response = await fetch(live.dataset.poll, { headers: { 'HX-Request': 'true' }, cache: 'no-store' })
    if (response.status === 401 || response.status === 404 || response.redirected) return location.reload()
    if (response.ok) {
      live.innerHTML = await response.text()
      read()
    }
  } catch {
    // The server is away; the next round tries again.
  }
  setTimeout(poll, pollMs)
}

function startPolling() {
  if (polling) return
  polling = true
  poll()
}

if (live) {
  // A buffering proxy neither fails nor sends anything: if the first message does not come at once, it never does.
  const silence = setTimeout(startPolling, silentMs)
  live.addEventListener('htmx:after:swap', read)
  live.addEventListener('htmx:sse:after:message', () => {
    clearTimeout(silence)
    failures = 0
    read()
  })
  for (const name of ['htmx:sse:error', 'htmx:error', 'htmx:response:error'])
    live.addEventListener(name, () => {
      failures++
      if (failures > 1) startPolling()
    })
}
