import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { normalCdf, normalQuantile } from '../numeric/special.ts'
import { tailMass } from './masses.ts'

/** The density exp(-h t - g t^2/2) on 0 < t < T, g >= 0: its integral and draws from it. */

/** Below these the density is level. */
const levelSquare: number = 1e-10
const levelSlope: number = 1e-6

/** Logarithm of the integral. Read from the end that is higher, so that nothing overflows; exact to some 1e-10. */
export function logSegment(h: number, g: number, total: number): number {
  if (g * total * total < levelSquare && Math.abs(h) * total < levelSlope) return ln(total)
  if (h + g * total <= 0) return logSegment(-(h + g * total), g, total) - total * (h + 0.5 * g * total)
  if (g * total * total < levelSquare) return ln((1 - exp(-h * total)) / h)
  const root = Math.sqrt(g)
  const from = h / root
  const to = from + root * total
  if (from >= 0) {
    const cut = exp(-total * (h + 0.5 * g * total))
    return ln(tailMass(from) - cut * tailMass(to)) - ln(root)
  }
  const between = 1 - normalCdf(-to) - normalCdf(from)
  return 0.5 * from * from + ln((2.5066282746310002 * between) / root)
}

/** A draw. From the end that is higher: by the exponential tail where the maximum is far outside, else by inversion. */
export function drawOnSegment(h: number, g: number, total: number, random: Random): number {
  const narrow = g * total * total < levelSquare
  if (narrow && Math.abs(h) * total < levelSlope) return total * random.uniform()
  if (h + g * total <= 0) return total - drawOnSegment(-(h + g * total), g, total, random)
  if (narrow) return -ln(1 - (1 - exp(-h * total)) * random.uniform()) / h
  const root = Math.sqrt(g)
  const from = h / root
  const to = from + root * total
  if (from > 3) {
    const reach = 1 - exp(-from * (to - from))
    while (true) {
      const step = -ln(1 - reach * random.uniform()) / from
      if (random.exponential() > 0.5 * step * step) return step / root
    }
  }
  // Of the negative side, where the distribution function keeps its digits.
  const low = normalCdf(-to)
  const high = normalCdf(-from)
  const x = -normalQuantile(low + (high - low) * random.uniform())
  return Math.min(total, Math.max(0, (x - from) / root))
}
