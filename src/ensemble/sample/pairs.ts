import type { Random } from '../numeric/random.ts'
import { logLogistic, sliceShare } from './slice.ts'
import type { Target } from './target.ts'
import { negligibleShare, type Walker } from './walker.ts'

/**
 * Moves weight between two models at constant u_i + u_j, for K pairs: half from the lists of similar models, half
 * at random. Pairs that are negligible together are passed over, which is fair as their sum does not change.
 */
export function updatePairs(target: Target, walker: Walker, beta: number, random: Random): void {
  const { neighbours, neighbourCount } = target
  const count = walker.u.length
  if (count < 2) return
  const threshold = negligibleShare(walker) * walker.scale
  for (let n = 0; n < count; n++) {
    const i = random.integer(count)
    let j: number
    if (n & 1) j = neighbours[i * neighbourCount + random.integer(neighbourCount)]
    else {
      j = random.integer(count - 1)
      if (j >= i) j++
    }
    if (walker.u[i] + walker.u[j] > threshold) transfer(target, walker, beta, i, j, random)
  }
}

/** Redraws the share of i in u_i + u_j along the line on which c does not change. O(r). */
function transfer(target: Target, walker: Walker, beta: number, i: number, j: number, random: Random): void {
  const { curves, shifts } = target
  const { logU, u, residual, shiftResidual, exponents } = walker
  const { coordinates, rank } = curves
  let h = 0
  let g = 0
  for (let m = 0, a = i * rank, b = j * rank; m < rank; m++, a++, b++) {
    const line = coordinates[a] - coordinates[b]
    h += line * residual[m]
    g += line * line
  }
  if (shifts) {
    const inverse = 1 / (walker.scale * walker.scale)
    for (let m = 0; m < shifts.rank; m++) {
      const line = shifts.coordinates[i * shifts.rank + m] - shifts.coordinates[j * shifts.rank + m]
      h += inverse * line * shiftResidual[m]
      g += inverse * line * line
    }
  }
  const total = u[i] + u[j]
  const before = u[i]
  const x = sliceShare(exponents[i], exponents[j], beta * h, beta * g, total, logU[i] - logU[j], random)
  const logTotal = Math.log(total)
  logU[i] = logTotal + logLogistic(x)
  logU[j] = logTotal + logLogistic(-x)
  u[i] = Math.exp(logU[i])
  u[j] = Math.exp(logU[j])
  const change = u[i] - before
  for (let m = 0, a = i * rank, b = j * rank; m < rank; m++, a++, b++)
    residual[m] += change * (coordinates[a] - coordinates[b])
  if (shifts)
    for (let m = 0; m < shifts.rank; m++)
      shiftResidual[m] +=
        change * (shifts.coordinates[i * shifts.rank + m] - shifts.coordinates[j * shifts.rank + m])
}
