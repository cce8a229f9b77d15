import { ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import type { ReducedCurves } from '../numeric/reducedCurves.ts'
import { addScaled, dot, subtractRows } from '../numeric/vectors.ts'
import type { Target } from './target.ts'
import { activeAmount, exponentOf, groupSizeMax, type Walker } from './walker.ts'

/**
 * Moves weight among groups of active models at constant c, each along one line: hit and run.
 *
 * With nearly collinear curves the likelihood of a few models is a narrow ridge, and moves of one or two at a time creep
 * along it. Here the direction is drawn from the Gaussian that the likelihood gives the group, so that it mostly points along the
 * ridge. The group is drawn from the active models, and the line ends where one of them would cease to be active: the same
 * group and the same directions are met on the way back. `count` groups, each O(r).
 */
export function updateGroups(target: Target, walker: Walker, beta: number, random: Random, count: i32): void {
  const u = walker.u
  const active = walker.scratch.active
  const lowest = activeAmount(target, walker)
  let activeCount = 0
  if (target.large) {
    for (let i = 0; i < walker.memberCount; i++) {
      const k = walker.members[i]
      if (u[k] > lowest) active[activeCount++] = k
    }
  } else for (let k = 0; k < u.length; k++) if (u[k] > lowest) active[activeCount++] = k
  const size = Math.min(activeCount, groupSizeMax) as i32
  if (size < 3) return
  for (let n = 0; n < count; n++) {
    for (let a = 0; a < size; a++) {
      const b = a + random.integer(activeCount - a)
      const picked = active[b]
      active[b] = active[a]
      active[a] = picked
    }
    drawDirection(target, walker, beta, size, random)
    moveAlong(target, walker, beta, size, lowest, random)
  }
}

/**
 * Fills `direction` with a draw of Normal(0, P^-1) of the changes of all models of the group but the last, which
 * gives what they take: P = beta e^(-2x) (A_a - A_last).(A_b - A_last) + 1/tau^2 on the diagonal, which keeps equal models apart.
 */
function drawDirection(target: Target, walker: Walker, beta: number, size: i32, random: Random): void {
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  const active = walker.scratch.active
  const direction = walker.scratch.direction
  const factor = walker.scratch.factor
  const lines = walker.scratch.lines
  const free = size - 1
  const last = active[free] * rank
  for (let a = 0; a < free; a++) subtractRows(coordinates, active[a] * rank, last, lines, a * rank, rank)
  const weight = beta * walker.precision
  const priorPrecision = 1 / (target.scalePriorSd * target.scalePriorSd)
  for (let a = 0; a < free; a++)
    for (let b = 0; b <= a; b++) {
      const product = weight * dot(lines, a * rank, lines, b * rank, rank)
      const whole = a === b ? product + priorPrecision : product
      const rest = whole - dot(factor, a * groupSizeMax, factor, b * groupSizeMax, b)
      factor[a * groupSizeMax + b] =
        a === b ? Math.sqrt(Math.max(rest, 1e-12 * whole)) : rest / factor[b * groupSizeMax + b]
    }
  let sum: number = 0
  for (let a = free - 1; a >= 0; a--) {
    let value = random.normal()
    for (let c = a + 1; c < free; c++) value -= factor[c * groupSizeMax + a] * direction[c]
    direction[a] = value / factor[a * groupSizeMax + a]
    sum += direction[a]
  }
  direction[free] = -sum
}

/**
 * Slice sampling of t in u + t d: density prod (u_a + t d_a)^(a_a - 1) exp(-h t - g t^2/2) where all stay above
 * `lowest`. The bracket is that interval, cut to where the Gaussian times the largest product reaches the level; it
 * shrinks towards the current point.
 */
function moveAlong(
  target: Target,
  walker: Walker,
  beta: number,
  size: i32,
  lowest: number,
  random: Random,
): void {
  const shifts = target.shifts
  const logU = walker.logU
  const u = walker.u
  const active = walker.scratch.active
  const direction = walker.scratch.direction
  const line = walker.scratch.line
  const shiftLine = walker.scratch.shiftLine
  addUp(walker, size, walker.curves, line)
  const weight = beta * walker.precision
  let h = weight * dot(line, 0, walker.residual, 0, line.length)
  let g = weight * dot(line, 0, line, 0, line.length)
  if (shifts) {
    addUp(walker, size, shifts, shiftLine)
    const factor = beta / (walker.scale * walker.scale)
    h += factor * dot(shiftLine, 0, walker.shiftResidual, 0, shiftLine.length)
    g += factor * dot(shiftLine, 0, shiftLine, 0, shiftLine.length)
  }

  let from: number = -Infinity
  let to: number = Infinity
  for (let a = 0; a < size; a++) {
    const end = (lowest - u[active[a]]) / direction[a]
    if (direction[a] > 0) from = Math.max(from, end)
    else to = Math.min(to, end)
  }
  let largest: number = 0
  for (let a = 0; a < size; a++) {
    const k = active[a]
    const p = u[k] + from * direction[a]
    const q = u[k] + to * direction[a]
    const own = exponentOf(walker, k) - 1
    const best = own < 0 ? Math.min(p, q) : Math.max(p, q)
    largest += own * ln(Math.max(best, lowest))
  }
  const level = logPowers(target, walker, size, 0) - random.exponential()
  if (g > 0) {
    const root = Math.sqrt(h * h + 2 * g * Math.max(largest - level, 0))
    from = Math.max(from, (-h - root) / g)
    to = Math.min(to, (-h + root) / g)
  }
  if (!(from <= 0 && to >= 0)) return
  for (let tries = 0; tries < 60; tries++) {
    const t = from + (to - from) * random.uniform()
    if (logPowers(target, walker, size, t) - t * (h + 0.5 * g * t) >= level) {
      for (let a = 0; a < size; a++) {
        const k = active[a]
        u[k] += t * direction[a]
        logU[k] = ln(u[k])
      }
      addScaled(t, line, 0, walker.residual, 0, line.length)
      addScaled(t, shiftLine, 0, walker.shiftResidual, 0, shiftLine.length)
      return
    }
    if (t < 0) from = t
    else to = t
  }
}

/** The change of the mean curve (or shifts) along the direction, into `sum`. */
function addUp(walker: Walker, size: i32, curves: ReducedCurves, sum: Float64Array): void {
  const active = walker.scratch.active
  const direction = walker.scratch.direction
  const rank = curves.rank
  for (let j = 0; j < rank; j++) sum[j] = 0
  for (let a = 0; a < size; a++) addScaled(direction[a], curves.coordinates, active[a] * rank, sum, 0, rank)
}

/** sum (a_a - 1) log(u_a + t d_a) over the group; one logarithm where the exponents are equal. */
function logPowers(target: Target, walker: Walker, size: i32, t: number): number {
  const u = walker.u
  const exponents = walker.exponents
  const active = walker.scratch.active
  const direction = walker.scratch.direction
  if (!target.energyPrior) {
    let product: number = 1
    for (let a = 0; a < size; a++) product *= u[active[a]] + t * direction[a]
    return (exponentOf(walker, active[0]) - 1) * ln(product)
  }
  let sum: number = 0
  for (let a = 0; a < size; a++) sum += (exponents[active[a]] - 1) * ln(u[active[a]] + t * direction[a])
  return sum
}
