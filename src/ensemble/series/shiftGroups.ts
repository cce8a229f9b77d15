import { exp, ln, pow } from '../numeric/elementary.ts'
import type { Exchange } from './exchange.ts'
import { drawPath } from './kalmanFilter.ts'
import { logLikelihood } from './likelihood.ts'
import { twoWeights } from './logRatios.ts'
import { ellipse } from './slice.ts'

/** Groups that are moved in one iteration. */
const shifts = 4

/**
 * The models that weigh most take another path together, as many as chance says: what they weigh among themselves is held, of which the data tell, and how
 * far the others lie below, of which they do not. Of all models together only the prior tells.
 *
 * The mean path of n models is a path of the process of n^-1/2 times the amplitude, whatever they are beside it, and moves on an ellipse (Murray, Adams &
 * MacKay 2010, AISTATS 9:541). With a the mixture of the group and u that of the others, that of all is (1 - w) u + w a. O(T K r) each. Changes `z` alone.
 */
export function shiftGroups(all: Exchange): void {
  const { problem, random, heaviest, z, filter, amplitude } = all
  const { modelCount, curves } = problem
  for (let n = 0; n < shifts; n++) {
    // As often up to 2 as up to 4, 8, ...
    const size = Math.min(modelCount, Math.floor(pow(modelCount + 1, random.uniform())))
    const members = heaviest.subarray(0, size)
    const isMember = new Uint8Array(modelCount)
    for (const k of members) isMember[k] = 1
    const mean = Float64Array.from(curves, (_, t) =>
      members.reduce((sum, k) => sum + z[t * modelCount + k]! / size, 0),
    )
    const other = drawPath(filter, amplitude / Math.sqrt(size), random)
    const parts = curves.map((_, t) => partsOf(all, t, isMember))
    const by = new Float64Array(curves.length)
    ellipse((cosine, sine) => {
      let sum = 0
      for (const [t, { apart, uu, ua, aa, uz, az }] of parts.entries()) {
        by[t] = (cosine - 1) * mean[t]! + sine * other[t]!
        const [w, rest] = twoWeights(apart + by[t]!)
        const g = rest * rest * uu + 2 * rest * w * ua + w * w * aa
        sum += logLikelihood(curves[t]!, { g, b: rest * uz + w * az }, all.errorScales[t]!)
      }
      return sum
    }, random)
    for (const [t, shift] of by.entries()) for (const k of members) z[t * modelCount + k]! += shift
  }
}

/** |u|^2, u.a, |a|^2, u.y and a.y of the mixture a of a group and u of the others at a curve, and how far apart their sums of e^z are. */
function partsOf({ problem, z }: Exchange, t: number, isMember: Uint8Array) {
  const { modelCount } = problem
  const { coordinates, data, rank } = problem.curves[t]!
  const mixtures = [new Float64Array(rank), new Float64Array(rank)] as const
  const most = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let k = 0; k < modelCount; k++)
    most[isMember[k]!] = Math.max(most[isMember[k]!]!, z[t * modelCount + k]!)
  const totals = [0, 0]
  for (let k = 0; k < modelCount; k++) {
    const part = isMember[k]!
    const share = exp(z[t * modelCount + k]! - most[part]!)
    totals[part]! += share
    const v = mixtures[part]!
    for (let r = 0, c = k * rank; r < rank; r++, c++) v[r]! += share * coordinates[c]!
  }
  const products = { uu: 0, ua: 0, aa: 0, uz: 0, az: 0 }
  for (let r = 0; r < rank; r++) {
    // Of all models together there are no others.
    const u = totals[0]! > 0 ? mixtures[0][r]! / totals[0]! : 0
    const a = mixtures[1][r]! / totals[1]!
    products.uu += u * u
    products.ua += u * a
    products.aa += a * a
    products.uz += u * data[r]!
    products.az += a * data[r]!
  }
  const apart = totals[0]! > 0 ? most[1]! - most[0]! + ln(totals[1]! / totals[0]!) : Number.POSITIVE_INFINITY
  return { apart, ...products }
}
