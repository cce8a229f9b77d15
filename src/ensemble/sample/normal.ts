import type { Random } from '../numeric/random.ts'
import { normalCdf, normalQuantile } from '../numeric/special.ts'

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
    return Math.max(mean + sd * normalQuantile(below + (1 - below) * random.uniform()), 1e-12 * sd)
  }
  while (true) {
    const step = random.exponential() / cut
    if (random.exponential() > 0.5 * step * step) return sd * step
  }
}
