// What a chart has behind it: its data table, and its files.

import { savePng } from './savedFigures.js'

const widths = { 85: 'One column, 85 mm', 175: 'Two columns, 175 mm' }

/** The files of a chart, whose page `href` is. */
function menuOf(href) {
  const fileAt = (ending, width) => {
    const url = new URL(href)
    url.pathname = url.pathname.replace(/html$/, ending)
    if (width) url.searchParams.set('width', width)
    return url.href
  }
  const link = (text, address) => {
    const saved = Object.assign(document.createElement('a'), { href: address, textContent: text })
    saved.download = ''
    return saved
  }
  const button = (textContent, dataset) => {
    const made = Object.assign(document.createElement('button'), { type: 'button', textContent })
    Object.assign(made.dataset, dataset)
    return made
  }
  const row = (text, ...files) => {
    const line = document.createElement('span')
    const name = Object.assign(document.createElement('span'), { textContent: text })
    line.append(name, ...files)
    return line
  }
  const menu = Object.assign(document.createElement('span'), {
    popover: 'auto',
    className: 'popover save-menu',
  })
  for (const [width, text] of Object.entries(widths)) {
    const svg = fileAt('svg', width)
    const pngs = [300, 600].map(dpi => button(`PNG, ${dpi} dpi`, { png: svg, dpi }))
    menu.append(row(text, link('SVG', svg), link('PDF', fileAt('pdf', width)), ...pngs))
  }
  menu.append(row('Data behind it', link('CSV', fileAt('csv'))))
  return menu
}

/** Puts a button with a menu in the place of the link to the chart's page, when that is followed for the first time. */
document.addEventListener('click', event => {
  const link = event.target instanceof Element && event.target.closest('.save > a')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: link.className,
  })
  button.setAttribute('aria-label', link.getAttribute('aria-label'))
  button.append(...link.childNodes)
  const menu = menuOf(link.href)
  button.popoverTargetElement = menu
  link.replaceWith(button, menu)
  button.focus()
  button.click()
})

document.addEventListener('click', async event => {
  const button = event.target instanceof Element && event.target.closest('[data-png]')
  if (!button) return
  button.disabled = true
  try {
    await savePng(button.dataset)
  } catch (error) {
    button.textContent = 'It could not be drawn. Save the SVG.'
    console.warn(error)
  } finally {
    button.disabled = false
  }
})

/** The table is fetched when it is opened for the first time. */
document.addEventListener(
  'toggle',
  ({ target }) => {
    const link = target.matches('details.data[open]') && target.querySelector(':scope > a')
    if (link) window.htmx.ajax('GET', link.href, { target: link, select: '.data-table', swap: 'outerHTML' })
  },
  true,
)
