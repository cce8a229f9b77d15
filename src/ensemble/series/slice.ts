import { cos, ln, sin } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'

/** One slice-sampling update of x, stepping out by `width` (Neal 2003, Annals of Statistics 31:705). `density` is a logarithm. */
export function slice(x: number, density: (x: number) => number, width: number, random: Random): number {
  const level = density(x) + ln(random.uniform())
  let left = x - width * random.uniform()
  let right = left + width
  while (density(left) > level) left -= width
  while (density(right) > level) right += width
  return shrunk(x, density, level, left, right, random)
}

/** The same of a density that is nothing beyond two ends. */
export function shrink(
  x: number,
  density: (x: number) => number,
  left: number,
  right: number,
  random: Random,
): number {
  return shrunk(x, density, density(x) + ln(random.uniform()), left, right, random)
}

/**
 * One update along an ellipse through the present point (1, 0) and one drawn from its Gaussian prior (0, 1): elliptical slice sampling (Murray, Adams &
 * MacKay 2010, AISTATS 9:541). `density(cosine, sine)` is the logarithm of the posterior over that prior; what it was asked last is the next point.
 */
export function ellipse(density: (cosine: number, sine: number) => number, random: Random): void {
  const level = density(1, 0) + ln(random.uniform())
  let angle = 2 * Math.PI * random.uniform()
  let [from, to] = [angle - 2 * Math.PI, angle]
  while (density(cos(angle), sin(angle)) < level) {
    if (angle < 0) from = angle
    else to = angle
    if (to - from < 1e-10) return void density(1, 0)
    angle = from + (to - from) * random.uniform()
  }
}

function shrunk(
  x: number,
  density: (x: number) => number,
  level: number,
  from: number,
  to: number,
  random: Random,
): number {
  let [left, right] = [from, to]
  while (true) {
    const next = left + (right - left) * random.uniform()
    if (density(next) >= level) return next
    if (next < x) left = next
    else right = next
    if (right - left < 1e-12) return x
  }
}
