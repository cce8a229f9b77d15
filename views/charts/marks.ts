/** Paths of the marks: one path element for all points of a series keeps a thousand points small and quick. */
export type Scale = (value: number) => number | undefined

type Numbers = ArrayLike<number>

/** A line through the points; it breaks where a point cannot be drawn, such as a negative one on a log axis. */
export function linePath(xs: Numbers, ys: Numbers, x: Scale, y: Scale): string {
  let path = ''
  let pen = 'M'
  for (let i = 0; i < xs.length; i++) {
    const [px, py] = [x(xs[i]!), y(ys[i]!)]
    if (!drawable(px) || !drawable(py)) {
      pen = 'M'
      continue
    }
    path += `${pen}${tenth(px)} ${tenth(py)}`
    pen = 'L'
  }
  return path
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
  const over: string[] = []
  const under: string[] = []
  for (let i = 0; i < xs.length; i++) {
    const [px, top] = [x(xs[i]!), y(upper[i]!)]
    if (!drawable(px) || !drawable(top)) continue
    const bottom = y(lower[i]!)
    over.push(`${tenth(px)} ${tenth(top)}`)
    under.push(`${tenth(px)} ${tenth(drawable(bottom) ? bottom : floor)}`)
  }
  return over.length === 0 ? '' : `M${over.join('L')}L${under.reverse().join('L')}Z`
}

/** A dot at each point: lines of no length with round caps. */
export function dotsPath(xs: Numbers, ys: Numbers, x: Scale, y: Scale): string {
  let path = ''
  for (let i = 0; i < xs.length; i++) {
    const [px, py] = [x(xs[i]!), y(ys[i]!)]
    if (drawable(px) && drawable(py)) path += `M${tenth(px)} ${tenth(py)}h0`
  }
  return path
}

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
  for (let i = 0; i < xs.length; i++) {
    const [px, top, bottom] = [x(xs[i]!), y(upper[i]!), y(lower[i]!)]
    if (drawable(px) && drawable(top))
      path += `M${tenth(px)} ${tenth(top)}V${tenth(drawable(bottom) ? bottom : floor)}`
  }
  return path
}

export const mapped = (xs: Numbers, f: (value: number, index: number) => number) =>
  Array.from({ length: xs.length }, (_, i) => f(xs[i]!, i))

const drawable = (value: number | undefined): value is number => Number.isFinite(value)
const tenth = (value: number) => Math.round(value * 10) / 10
