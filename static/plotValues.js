// What static/plot.js reads: the table behind a plot, its x axis, and the points as they are drawn.

/** The rows behind each plot, fetched when it is touched for the first time. */
const tables = new Map()

export function tableOf(plot) {
  const { pathname, href } = new URL(plot.dataset.values, location.href)
  if (!tables.has(pathname)) tables.set(pathname, fetchTable(href))
  return tables.get(pathname)
}

async function fetchTable(href) {
  const answer = await fetch(href)
  if (!answer.ok) throw new Error(`the values of the plot answered ${answer.status}`)
  const [head, ...rows] = (await answer.text()).trim().split('\n')
  return { head: head.split(','), rows: rows.map(row => row.split(',').map(Number)) }
}

/** Where on the x axis a value lies, 0 to 1, and the value there. */
export function axisOf(plot) {
  const { x, from, to } = plot.dataset
  const of = x === 'log' ? Math.log : value => value ** Number(x)
  const back = x === 'log' ? Math.exp : value => Math.max(0, value) ** (1 / Number(x))
  const [low, high] = [of(Number(from)), of(Number(to))]
  return {
    at: value => (of(value) - low) / (high - low),
    value: share => back(low + share * (high - low)),
  }
}

/** "q 0.01234 1/Å", as a head "q (1/Å)" names its column; the first, where the point is, with a digit more. */
export function wordsOf(head, value, column) {
  const [, name, unit = ''] = /^(.*?)(?: \((.*)\))?$/.exec(head)
  const text = String(Number(value.toPrecision(column === 0 ? 4 : 3))).replaceAll('-', '−')
  return `${name} ${text}${unit && ` ${unit}`}`
}

export const drawn = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

/** The drawn points of a path as [share of the width, height in pixels]: it goes from one to the next in relative steps. */
export function pointsOf(path, width) {
  const points = []
  let [x, y] = [0, 0]
  for (const [, dx, dy] of path.getAttribute('d').matchAll(/m([^ h]+?)(?: |(?=-))([^ h]+)h0/g)) {
    x += Number(dx)
    y += Number(dy)
    points.push([x / width, y])
  }
  return points
}
