import type { Curve } from '../contract.ts'
import { exp, ln } from '../numeric/elementary.ts'

/** Radius of gyration and forward intensity from the beginning of a curve. */
export interface GuinierFit {
  /** Radius of gyration in A, with its standard error. */
  rg: number
  rgError: number
  /** Forward intensity in the curve's own unit, with its standard error. */
  i0: number
  i0Error: number
  /** The points used: indices from `from` up to, not including, `to`. */
  from: number
  to: number
}

/** The approximation holds for globular particles up to about this q Rg. */
const qRgMax = 1.3
const pointsMin = 5
/** Up to this chi2 per degree of freedom a line agrees with its points, and none is left out. */
const agreeing = 1.5

/**
 * Fits ln I(q) = ln I(0) - q^2 Rg^2 / 3 by weighted least squares to the points up to q Rg = 1.3.
 *
 * The range and Rg are found together by repetition; up to a quarter of that range is left out at its beginning
 * (points spoilt by the beam stop or by aggregation) if the rest then agrees better, by chi2 per degree of freedom.
 * Null when fewer than 5 points of positive intensity lie in the range or the curve does not fall. O(N) for each first point that is
 * tried: N / 4 of them at most.
 *
 * Source: Guinier 1939, Ann. Phys. (Paris) 12, 161-237; range: Jacques & Trewhella 2010, Protein Sci. 19, 642-657.
 */
export function guinierFit(curve: Curve): GuinierFit | null {
  const line = lineOf(curve)
  let best: Found | null = null
  for (let from = 0; from < curve.q.length / 4; from++) {
    const found = settle(line, from)
    if (!found) continue
    if (best && from > best.fit.from + (found.fit.to - best.fit.from) / 4) break
    if (!best || (best.quality > agreeing && found.quality < 0.7 * best.quality)) best = found
  }
  return best?.fit ?? null
}

/** A curve as points of a line, ln I over q^2. */
interface Line {
  q: Float64Array
  /** q^2. */
  x: Float64Array
  /** ln I, NaN where I is not positive: such a point is in no fit. */
  y: Float64Array
  /** One over the standard error of ln I: I / sigma. */
  precision: Float64Array
}

const lineOf = ({ q, intensity, sigma }: Curve): Line => ({
  q,
  x: q.map(value => value ** 2),
  y: intensity.map(value => (value <= 0 ? Number.NaN : ln(value))),
  precision: intensity.map((value, i) => value / sigma[i]),
})

/** A fit, and its chi2 per degree of freedom. */
interface Found {
  fit: GuinierFit
  quality: number
}

/** Widens or narrows the range from a first point on until it ends at q Rg = 1.3. */
function settle(line: Line, from: number): Found | null {
  const { q } = line
  let to = Math.min(q.length, from + Math.max(pointsMin, Math.floor(q.length / 10)))
  for (let round = 0; round < 50; round++) {
    const found = fitLine(line, from, to)
    if (!found) return null
    let next = from
    while (next < q.length && q[next] * found.fit.rg <= qRgMax) next++
    if (next - from < pointsMin) return null
    if (next === to) return found
    to = next
  }
  return fitLine(line, from, to)
}

/** The weighted line through points `from` to `to`. */
function fitLine({ x: xs, y: ys, precision }: Line, from: number, to: number): Found | null {
  let n = 0
  let sw = 0
  let sx = 0
  let sy = 0
  let sxx = 0
  let sxy = 0
  for (let i = from; i < to; i++) {
    const y = ys[i]
    if (Number.isNaN(y)) continue
    const w = precision[i] ** 2
    const x = xs[i]
    n++
    sw += w
    sx += w * x
    sy += w * y
    sxx += w * x * x
    sxy += w * x * y
  }
  const determinant = sw * sxx - sx * sx
  if (n < pointsMin || !(determinant > 0)) return null
  const slope = (sw * sxy - sx * sy) / determinant
  const start = (sxx * sy - sx * sxy) / determinant
  if (!(slope < 0)) return null
  let chi2 = 0
  for (let i = from; i < to; i++)
    if (!Number.isNaN(ys[i])) chi2 += ((ys[i] - start - slope * xs[i]) * precision[i]) ** 2
  const rg = Math.sqrt(-3 * slope)
  const fit = {
    rg,
    rgError: (1.5 / rg) * Math.sqrt(sw / determinant),
    i0: exp(start),
    i0Error: exp(start) * Math.sqrt(sxx / determinant),
    from,
    to,
  }
  return { fit, quality: chi2 / Math.max(1, n - 2) }
}
