// On every page: the theme switch, tooltips by hover and focus, exact times in the reader's own zone, focus after errors.

const root = document.documentElement
/** The path that the whole site lies below. */
const site = new URL('..', import.meta.url).pathname
const themeSwitch = document.querySelector('[data-theme-switch]')

// The server writes data-theme from the cookie, so a page never flashes in the other theme; the page that stands in
// for the server knows no cookie.
if ('offline' in document.body.dataset)
  root.dataset.theme = document.cookie.match(/(?:^|; )theme=(light|dark)/)?.[1] ?? ''
if (themeSwitch) {
  themeSwitch.disabled = false
  themeSwitch.addEventListener('click', () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = dark ? 'light' : 'dark'
    const secure = location.protocol === 'https:' ? '; secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two of the big browsers
    document.cookie = `theme=${root.dataset.theme}; path=${site}; max-age=31536000; samesite=lax${secure}`
    document.dispatchEvent(new CustomEvent('theme'))
  })
}

// Tooltips open by click without us; a mouse or the keyboard should not need the click.
function tooltipOf(target) {
  const button = target instanceof Element ? target.closest('.tip > button') : null
  return button && { button, text: document.getElementById(button.getAttribute('popovertarget')) }
}
const show = event => {
  const tip = tooltipOf(event.target)
  if (tip?.text && !tip.text.matches(':popover-open')) tip.text.showPopover({ source: tip.button })
}
const hide = event => {
  const tip = tooltipOf(event.target)
  if (tip?.text?.matches(':popover-open') && !tip.text.matches(':hover')) tip.text.hidePopover()
}
document.addEventListener('pointerover', event => event.pointerType === 'mouse' && show(event))
document.addEventListener('pointerout', event => event.pointerType === 'mouse' && hide(event))
document.addEventListener(
  'focusin',
  event => event.target.matches?.('.tip > button:focus-visible') && show(event),
)
document.addEventListener('focusout', hide)

function localiseTimes(within) {
  for (const time of within.querySelectorAll('time[datetime]')) {
    time.title = new Date(time.dateTime).toLocaleString([], { dateStyle: 'medium', timeStyle: 'long' })
  }
}
localiseTimes(document)
document.addEventListener('htmx:after:swap', () => localiseTimes(document))

// A panel that looks again every second would ask on while the page that its answer leads to is on its way, and each answer
// would begin the way anew: a page that takes longer than the interval would never come.
let leaving = false
addEventListener('pageshow', () => {
  leaving = false
})
document.addEventListener('htmx:after:request', ({ detail }) => {
  if (detail.ctx.response.raw.headers.has('hx-redirect')) leaving = true
})
document.addEventListener('htmx:before:request', event => leaving && event.preventDefault())

document.querySelector('[data-focus]')?.focus()

// A link to a field or heading inside a closed fold opens the fold.
function openFolds() {
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : null
  for (let fold = target?.closest('details'); fold; fold = fold.parentElement?.closest('details'))
    fold.open = true
}
openFolds()
addEventListener('hashchange', openFolds)

addEventListener('keydown', event => {
  const typing =
    event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
  if (event.key === '?' && !typing && !event.ctrlKey && !event.metaKey)
    document.querySelector('[data-help]')?.click()
})

// Buttons that copy what an address of ours answers, or what stands in a place of the page.
for (const button of document.querySelectorAll('[data-copy]')) button.hidden = !navigator.clipboard
document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-copy]')
  if (!button) return
  const { copy } = button.dataset
  const response = copy.startsWith('#') ? undefined : await fetch(copy)
  if (response?.ok === false) return
  await navigator.clipboard.writeText(await (response?.text() ?? document.querySelector(copy).textContent))
  button.lastChild.textContent = 'Copied'
})

// The tour of this page: by its “?”, which leads to the help elsewhere, and by itself on the first visit to one's studies.
const { tour, tourSteps } = document.body.dataset
if (tour || tourSteps) {
  const start = async () => (await import('./tours.js')).startTour(tour, tourSteps && JSON.parse(tourSteps))
  document.querySelector('[data-help]').addEventListener('click', event => {
    event.preventDefault()
    start()
  })
  // The account remembers it, or the browser where the account could not be told.
  if ('tourStarts' in document.body.dataset && !localStorage.getItem('toured')) {
    const body = new URLSearchParams({ tour, csrf: document.querySelector('[name=csrf]').value })
    fetch(document.body.dataset.tourStarts, { method: 'POST', body, keepalive: true })
      .then(answer => answer.ok || Promise.reject())
      .catch(() => localStorage.setItem('toured', new Date().toISOString()))
    start().catch(() => {}) // whoever leaves the page at once needs no tour
  }
}
