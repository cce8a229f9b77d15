// One plot whose points are told: what is behind it, and what is marked on it. A plot with a form of its own (the fit) is also
// zoomed: the form's range of q is filled in, and the server draws that part.

import { axisOf, drawn, pointsOf, tableOf, wordsOf } from './plotValues.js'

/** A text with its inverse lengths as powers, for which few fonts have the signs. */
const withPowers = text =>
  text.split('1/Å').flatMap((part, i) => {
    if (i === 0) return [part]
    return ['Å', Object.assign(document.createElement('sup'), { textContent: '−1' }), part]
  })

const formOf = plot => plot.closest('figure').querySelector('form:has([name=from])')

export class Plot {
  constructor(plot) {
    this.plot = plot
    this.axis = axisOf(plot)
    this.svg = plot.querySelector('.drawing')
    this.height = Number(this.svg.getAttribute('height'))
    this.isZoomable = formOf(plot) !== null
    this.readout = Object.assign(document.createElement('div'), { className: 'readout', hidden: true })
    plot.append(this.readout)
    plot.tabIndex = 0
    const words = {
      role: 'slider',
      'aria-label': `${this.svg.getAttribute('aria-label')}: points`,
      'aria-describedby': this.svg.getAttribute('aria-describedby'),
      'aria-valuenow': '0',
      'aria-valuetext': 'Press the arrow keys to go from point to point.',
    }
    for (const [name, value] of Object.entries(words)) plot.setAttribute(name, value)
  }

  /** The rows that are in sight. */
  async load() {
    if (this.rows) return
    const { head, rows } = await tableOf(this.plot)
    this.head = head
    this.whole = [rows[0][0], rows.at(-1)[0]]
    this.rows = rows
      .map(row => ({ row, at: this.axis.at(row[0]) }))
      .filter(({ at }) => at > -1e-6 && at < 1 + 1e-6)
    const width = this.svg.querySelector('svg').viewBox.baseVal.width
    const paths = this.svg.querySelectorAll('defs path, path.mark-dot')
    this.points = [...paths].map(path => pointsOf(path, width))
    this.plot.setAttribute('aria-valuemax', String(this.rows.length - 1))
  }

  shareOf({ clientX }) {
    const { left, width } = this.svg.getBoundingClientRect()
    return Math.min(1, Math.max(0, (clientX - left) / width))
  }

  async pointAt(share) {
    await this.load()
    const far = this.rows.map(({ at }) => Math.abs(at - share))
    this.show(far.indexOf(Math.min(...far)))
  }

  show(place) {
    const found = this.rows[place]
    if (!found) return
    this.place = place
    this.hide()
    const x = `${100 * found.at}%`
    const line = drawn('line', { class: 'crosshair', x1: x, x2: x, y1: 24, y2: this.height - 44 })
    const rings = this.points.flatMap(points => {
      const near = points.find(([at]) => Math.abs(at - found.at) < 2e-4)
      return near ? [drawn('circle', { class: 'crosshair', cx: x, cy: near[1], r: 5 })] : []
    })
    this.marks = [line, ...rings]
    this.svg.append(...this.marks)
    const columns = this.plot.dataset.told.split(',').map(Number)
    const texts = columns.map(column => wordsOf(this.head[column], found.row[column], column))
    this.readout.replaceChildren(...withPowers(texts.join(' · ')))
    this.readout.hidden = false
    this.plot.setAttribute('aria-valuenow', String(place))
    this.plot.setAttribute('aria-valuetext', texts.join(', '))
  }

  hide() {
    for (const mark of this.marks ?? []) mark.remove()
    this.readout.hidden = true
  }

  /** The part of the width from one share to another, marked while it is drawn. */
  select(from, to) {
    this.selection?.remove()
    const [left, right] = [Math.min(from, to), Math.max(from, to)]
    this.selection = drawn('rect', {
      class: 'drag-range',
      x: `${100 * left}%`,
      width: `${100 * (right - left)}%`,
      y: 24,
      height: this.height - 68,
    })
    this.svg.append(this.selection)
  }

  /** Asks for the part from one share of the width to another: below 0 and beyond 1 for more, up to the whole. */
  async zoom(from, to) {
    if (!this.isZoomable) return
    await this.load()
    const [least, most] = this.whole
    const ends = [from, to].map(share => Number(this.axis.value(share).toPrecision(4)))
    if (ends[0] <= least && ends[1] >= most) return this.reset()
    const { elements } = formOf(this.plot)
    elements.from.value = String(Math.max(least, ends[0]))
    elements.to.value = String(Math.min(most, ends[1]))
    formOf(this.plot).requestSubmit()
  }

  zoomBy(factor, share) {
    return this.zoom(share - share * factor, share + (1 - share) * factor)
  }

  reset() {
    this.plot.closest('figure').querySelector('[data-plot-reset]')?.click()
  }
}
