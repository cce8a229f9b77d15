import type { Random } from '../numeric/random.ts'
import { normalCdf, normalQuantile } from '../numeric/special.ts'

const nearlyOne: number = 1 - 1e-10

/** A draw of Normal(mean, sd) given that it is positive: by rejection, by inversion, or from the exponential tail. */
export function drawPositiveNormal(mean: number, sd: number, random: Random): number {
  const cut = -mean / sd
  if (!(Math.abs(cut) >= 0)) throw new Error('no normal distribution has such a mean or standard deviation')
  if (cut < 0)
    while (true) {
      const draw = random.normal()
      if (draw > cut) return mean + sd * draw
    }
  if (cut < 5) {
    const below = normalCdf(cut)
    const u = random.uniform()
    const p = below + (1 - below) * u
    // Near 1 a probability keeps no digits, and at 1 there is no quantile.
    const x = p < nearlyOne ? normalQuantile(p) : -normalQuantile((1 - below) * (1 - u))
    return Math.max(mean + sd * x, 1e-12 * sd)
  }
  while (true) {
    const step = random.exponential() / cut
    if (random.exponential() > 0.5 * step * step) return sd * step
  }
}
