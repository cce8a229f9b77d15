// Plots tell the point under the pointer, or under the arrow keys; a drag, the wheel, + and - zoom those that can be zoomed.

import { Plot } from './plot.js'

const plots = new WeakMap()

function plotOf(event) {
  const plot = event.target instanceof Element && event.target.closest('.plot')
  return plot ? plots.get(plot) : undefined
}

/** The pointer is down: where it began, as a share of the width. */
let drag = null

/** A drag of fewer pixels is a click. */
const dragMin = 5

document.addEventListener('pointermove', event => {
  if (drag) {
    if (Math.abs(event.clientX - drag.x) >= dragMin) drag.plot.select(drag.share, drag.plot.shareOf(event))
    return
  }
  plotOf(event)?.pointAt(plotOf(event).shareOf(event)).catch(console.warn)
})
document.addEventListener('pointerout', event => {
  const plot = plotOf(event)
  if (plot && !plot.plot.contains(event.relatedTarget) && document.activeElement !== plot.plot) plot.hide()
})
document.addEventListener('focusout', event => plotOf(event)?.hide())
document.addEventListener('pointerdown', event => {
  const plot = plotOf(event)
  if (!plot || event.button !== 0) return
  if (plot.isZoomable) drag = { plot, x: event.clientX, share: plot.shareOf(event) }
  plot.pointAt(plot.shareOf(event)).catch(console.warn)
})
document.addEventListener('pointerup', event => {
  if (!drag) return
  const { plot, x, share } = drag
  drag = null
  if (Math.abs(event.clientX - x) < dragMin) return
  const ends = [share, plot.shareOf(event)].sort((a, b) => a - b)
  plot.zoom(...ends).catch(console.warn)
})
document.addEventListener('pointercancel', () => {
  drag?.plot.selection?.remove()
  drag = null
})
document.addEventListener('dblclick', event => plotOf(event)?.reset())

/** The wheel scrolls the page, unless the plot has the focus or Ctrl is held (as a touchpad does to zoom). */
let turned = { factor: 1, timer: 0 }
document.addEventListener(
  'wheel',
  event => {
    const plot = plotOf(event)
    if (!plot?.isZoomable || !(event.ctrlKey || document.activeElement === plot.plot)) return
    event.preventDefault()
    clearTimeout(turned.timer)
    const factor = turned.factor * 1.002 ** Math.max(-100, Math.min(100, event.deltaY))
    const share = plot.shareOf(event)
    const timer = setTimeout(() => {
      turned = { factor: 1, timer: 0 }
      plot.zoomBy(factor, share).catch(console.warn)
    }, 150)
    turned = { factor, timer }
  },
  { passive: false },
)

const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }

document.addEventListener('keydown', async event => {
  const plot = plotOf(event)
  if (!plot || event.target !== plot.plot || event.ctrlKey || event.metaKey || event.altKey) return
  const { key } = event
  if (!(key in steps) && !['Home', 'End', '+', '-', '0', 'Escape'].includes(key)) return
  event.preventDefault()
  await plot.load()
  const last = plot.rows.length - 1
  const { place = key in steps && steps[key] < 0 ? last + 1 : -1 } = plot
  if (key === 'Home') plot.show(0)
  else if (key === 'End') plot.show(last)
  else if (key in steps) plot.show(Math.min(last, Math.max(0, place + steps[key])))
  else if (key === '+' || key === '-') plot.zoomBy(key === '+' ? 0.5 : 2, plot.rows[place]?.at ?? 0.5)
  else plot.reset()
})

/** The form stays where it is when the whole curve is shown again. */
document.addEventListener('click', event => {
  const reset = event.target instanceof Element && event.target.closest('[data-plot-reset]')
  if (reset)
    for (const input of reset.closest('figure').querySelectorAll('form [type=number]')) input.value = ''
})

/** Curves that were switched off, and whether the keys were on the plot: what a plot that is drawn anew goes on with. */
const before = new Map()

document.addEventListener('htmx:before:swap', () => {
  for (const figure of document.querySelectorAll('figure:has(.plot)')) {
    const off = [...figure.querySelectorAll('.legend input:not(:checked)')].map(box => box.value)
    before.set(figure.id, { off, isFocused: document.activeElement === figure.querySelector('.plot') })
  }
})

function prepare() {
  for (const plot of document.querySelectorAll('.plot')) {
    if (plots.has(plot)) continue
    plots.set(plot, new Plot(plot))
    const figure = plot.closest('figure')
    const { off = [], isFocused } = before.get(figure.id) ?? {}
    for (const box of figure.querySelectorAll('.legend input')) box.checked = !off.includes(box.value)
    if (isFocused) plot.focus({ preventScroll: true })
  }
}

prepare()
document.addEventListener('htmx:after:swap', prepare)
