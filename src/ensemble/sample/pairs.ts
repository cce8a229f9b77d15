import { ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import { addScaled, dot, subtractRows } from '../numeric/vectors.ts'
import { drawShare } from './jump.ts'
import { logistic, logLogistic, sliceShare } from './slice.ts'
import type { Target } from './target.ts'
import { exponentOf, negligibleShare, type Walker } from './walker.ts'

/**
 * Moves weight between two models at constant u_i + u_j, for K pairs: half from the lists of similar models, half
 * at random. Pairs that are negligible together are passed over, which is fair as their sum does not change.
 */
export function updatePairs(target: Target, walker: Walker, beta: number, random: Random): void {
  const neighbours = target.neighbours
  const neighbourCount = target.neighbourCount
  const u = walker.u
  const count = u.length
  if (count < 2) return
  const threshold = negligibleShare(walker) * walker.scale
  for (let n = 0; n < count; n++) {
    const i = random.integer(count)
    let j = 0
    if (n & 1) j = neighbours[i * neighbourCount + random.integer(neighbourCount)]
    else {
      j = random.integer(count - 1)
      if (j >= i) j++
    }
    if (u[i] + u[j] > threshold) transfer(target, walker, beta, i, j, random)
  }
}

/** Redraws the share of i in u_i + u_j along the line on which c does not change. O(r). */
export function transfer(target: Target, walker: Walker, beta: number, i: i32, j: i32, random: Random): void {
  const curves = walker.curves
  const shifts = target.shifts
  const line = walker.scratch.line
  const shiftLine = walker.scratch.shiftLine
  setLine(curves, i, j, line)
  let h = walker.precision * dot(line, 0, walker.residual, 0, line.length)
  let g = walker.precision * dot(line, 0, line, 0, line.length)
  if (shifts) {
    setLine(shifts, i, j, shiftLine)
    const inverse = 1 / (walker.scale * walker.scale)
    h += inverse * dot(shiftLine, 0, walker.shiftResidual, 0, shiftLine.length)
    g += inverse * dot(shiftLine, 0, shiftLine, 0, shiftLine.length)
  }
  const logU = walker.logU
  const u = walker.u
  const a = exponentOf(walker, i)
  const b = exponentOf(walker, j)
  const total = u[i] + u[j]
  const before = u[i]
  const logit = logU[i] - logU[j]
  const x = target.energyPrior
    ? drawShare(a, b, beta * h, beta * g, total, logit, random)
    : sliceShare(a, b, beta * h, beta * g, total, logit, Infinity, random)
  const logTotal = ln(total)
  logU[i] = logTotal + logLogistic(x)
  logU[j] = logTotal + logLogistic(-x)
  u[i] = total * logistic(x)
  u[j] = total * logistic(-x)
  const change = u[i] - before
  addScaled(change, line, 0, walker.residual, 0, line.length)
  addScaled(change, shiftLine, 0, walker.shiftResidual, 0, shiftLine.length)
}

function setLine(curves: ReducedCurves, i: i32, j: i32, line: Float64Array): void {
  const rank = curves.rank
  subtractRows(curves.coordinates, i * rank, j * rank, line, 0, rank)
}
