import { sin } from '../numeric/elementary.ts'
import type { Distances } from './distances.ts'

/** The integral of q I(q) is taken up to here, 1/A; a curve that ends earlier than `reachMin` does not hold it. */
const reach = 0.3
const reachMin = 0.2
/** Vc^2/Rg of a protein over its mass, A^3/Da. */
const proteinRatio = 0.1231

const steps = 600

/**
 * Mass of a protein in Da by its volume of correlation Vc = I(0) / integral of q I(q) dq, which needs neither concentration nor a
 * compact shape; on the curves of lysozyme, Nup133, RPA and alpha-2-macroglobulin within 25 % of the mass. The curve is that of P(r). Null where the data end too early.
 *
 * Source: Rambo & Tainer 2013, Nature 496, 477-481.
 */
export function proteinMass({ r, p, rg, i0 }: Distances, qMax: number): number | null {
  if (qMax < reachMin) return null
  const step = Math.min(reach, qMax) / steps
  const width = r[1] - r[0]
  let area = 0
  for (let i = 0; i < steps; i++) {
    const q = (i + 0.5) * step
    let qTimesI = 0
    for (let j = 1; j < r.length; j++) qTimesI += (p[j] * sin(q * r[j]) * width) / r[j]
    area += qTimesI * step
  }
  const correlated = i0 / area
  return correlated > 0 ? correlated ** 2 / rg / proteinRatio : null
}
