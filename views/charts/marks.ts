/**
 * Paths of the marks: one path element for all points of a series, in steps from point to point, keeps a thousand points small
 * and quick. All coordinates are whole tenths of a pixel.
 */
export type Scale = (value: number) => number | undefined

type Numbers = ArrayLike<number>

/** A line through the points; it breaks where a point cannot be drawn, such as a negative one on a log axis. */
export function linePath(xs: Numbers, ys: Numbers, x: Scale, y: Scale): string {
  let path = ''
  let [left, top] = [0, 0]
  let [across, down]: [number[], number[]] = [[], []]
  for (let i = 0; i <= xs.length; i++) {
    const px = i < xs.length ? x(xs[i]!) : undefined
    const py = i < xs.length ? y(ys[i]!) : undefined
    if (drawable(px) && drawable(py)) {
      across.push(px * 10)
      down.push(py * 10)
      continue
    }
    for (const k of needed(across, down)) {
      const toLeft = Math.round(across[k]!)
      const toTop = Math.round(down[k]!)
      path += (k === 0 ? 'm' : 'l') + step(toLeft - left, toTop - top)
      left = toLeft
      top = toTop
    }
    ;[across, down] = [[], []]
  }
  return path
}

/** No point of a line lies further beside what is drawn of it, in tenths of a pixel. */
const besideMax = 1

/**
 * Which points of a line cannot be left out (Ramer, Douglas and Peucker). It takes a good part of the time of a page:
 * its inner loop makes no arrays and no roots.
 */
function needed(xs: number[], ys: number[]): number[] {
  if (xs.length < 3) return [...xs.keys()]
  const kept = [0]
  const ends = [xs.length - 1]
  let from = 0
  for (let to = ends.pop(); to !== undefined; to = ends.pop()) {
    const furthest = furthestBeside(xs, ys, from, to)
    if (furthest > 0) ends.push(to, furthest)
    else {
      kept.push(to)
      from = to
    }
  }
  return kept
}

/** The point that lies furthest beside the line from one point to another; 0 where none lies too far. */
function furthestBeside(xs: number[], ys: number[], from: number, to: number): number {
  const left = xs[from]!
  const top = ys[from]!
  const dx = xs[to]! - left
  const dy = ys[to]! - top
  const square = dx * dx + dy * dy
  let furthest = 0
  let most = besideMax * besideMax * (square || 1)
  for (let i = from + 1; i < to; i++) {
    const ox = xs[i]! - left
    const oy = ys[i]! - top
    const across = ox * dy - oy * dx
    const along = ox * dx + oy * dy
    // Before the start and beyond the end of the line its nearest point is that end: a line may turn back.
    const beyond = along < 0 ? ox * ox + oy * oy : along > square ? (ox - dx) ** 2 + (oy - dy) ** 2 : 0
    const beside = square === 0 ? ox * ox + oy * oy : Math.max(across * across, beyond * square)
    if (beside > most) {
      furthest = i
      most = beside
    }
  }
  return furthest
}

/** The area between two curves; where the lower cannot be drawn it reaches down to `floor`. */
export function bandPath(
  xs: Numbers,
  lower: Numbers,
  upper: Numbers,
  x: Scale,
  y: Scale,
  floor: number,
): string {
  const [across, over, under]: [number[], number[], number[]] = [[], [], []]
  for (let i = 0; i < xs.length; i++) {
    const [px, top] = [x(xs[i]!), y(upper[i]!)]
    if (!drawable(px) || !drawable(top)) continue
    const bottom = y(lower[i]!)
    across.push(px)
    over.push(top)
    under.push(drawable(bottom) ? bottom : floor)
  }
  if (across.length === 0) return ''
  const same: Scale = value => value
  const around = linePath([...across, ...across.reverse()], [...over, ...under.reverse()], same, same)
  return `${around}z`
}

/** The outline of bars side by side, between `edges`, on a `floor`. */
export function stepsPath(edges: Numbers, heights: Numbers, x: Scale, y: Scale, floor: number): string {
  let [left, top] = [tenths(x(edges[0]!)!), tenths(floor)]
  let path = `m${step(left, top)}`
  for (let i = 0; i < heights.length; i++) {
    const [toLeft, toTop] = [tenths(x(edges[i + 1]!)!), tenths(y(heights[i]!)!)]
    if (toTop !== top) path += `v${decimal(toTop - top)}`
    path += `h${decimal(toLeft - left)}`
    left = toLeft
    top = toTop
  }
  return `${path}v${decimal(tenths(floor) - top)}`
}

/** A dot at each point: lines of no length with round caps. */
export function dotsPath(xs: Numbers, ys: Numbers, x: Scale, y: Scale): string {
  let path = ''
  let [left, top] = [0, 0]
  for (let i = 0; i < xs.length; i++) {
    const [px, py] = [x(xs[i]!), y(ys[i]!)]
    if (!drawable(px) || !drawable(py)) continue
    const [toLeft, toTop] = [tenths(px), tenths(py)]
    path += `m${step(toLeft - left, toTop - top)}h0`
    left = toLeft
    top = toTop
  }
  return path
}

/** An open dot hides an error bar that is shorter than this, in tenths of a pixel. */
const barMin = 40

/** Error bars from `lower` to `upper`, cut at `floor` where the lower end cannot be drawn. */
export function errorsPath(
  xs: Numbers,
  lower: Numbers,
  upper: Numbers,
  x: Scale,
  y: Scale,
  floor: number,
): string {
  let path = ''
  let [left, at] = [0, 0]
  for (let i = 0; i < xs.length; i++) {
    const [px, top, bottom] = [x(xs[i]!), y(upper[i]!), y(lower[i]!)]
    if (!drawable(px) || !drawable(top)) continue
    const [toLeft, from, to] = [tenths(px), tenths(top), tenths(drawable(bottom) ? bottom : floor)]
    if (to - from < barMin) continue
    path += `m${step(toLeft - left, from - at)}v${decimal(to - from)}`
    left = toLeft
    at = to
  }
  return path
}

export const mapped = (xs: Numbers, f: (value: number, index: number) => number) =>
  Array.from({ length: xs.length }, (_, i) => f(xs[i]!, i))

const drawable = (value: number | undefined): value is number => Number.isFinite(value)
const tenths = (value: number) => Math.round(value * 10)

/** Two coordinates; a minus parts them as well as a space. */
export const step = (x: number, y: number) => `${decimal(x)}${y < 0 ? '' : ' '}${decimal(y)}`

/** Tenths as a number without what SVG does not need: 5 is .5, -12 is -1.2. */
function decimal(value: number): string {
  const size = value < 0 ? -value : value
  const whole = Math.floor(size / 10)
  const rest = size % 10
  const text = rest === 0 ? String(whole) : whole === 0 ? `.${rest}` : `${whole}.${rest}`
  return value < 0 ? `-${text}` : text
}
