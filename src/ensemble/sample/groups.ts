import type { Random } from '../numeric/random.ts'
import type { Target } from './target.ts'
import { activeAmount, groupSizeMax, type Walker } from './walker.ts'

/**
 * Moves weight among groups of active models at constant c, each along one line: hit and run.
 *
 * With nearly collinear curves the likelihood of a few models is a narrow ridge, and moves of one or two at a time creep
 * along it. Here the direction is drawn from the Gaussian that the likelihood gives the group, so that it mostly points along the
 * ridge. The group is drawn from the active models, and the line ends where one of them would cease to be active: the same
 * group and the same directions are met on the way back. `count` groups, each O(r).
 */
export function updateGroups(
  target: Target,
  walker: Walker,
  beta: number,
  random: Random,
  count: number,
): void {
  const { u, active } = walker
  const lowest = activeAmount(target, walker)
  let activeCount = 0
  for (let k = 0; k < u.length; k++) if (u[k] > lowest) active[activeCount++] = k
  const size = Math.min(groupSizeMax, activeCount)
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
 * gives what they take: P = beta (A_a - A_last).(A_b - A_last) + 1/tau^2 on the diagonal, which keeps equal models apart.
 */
function drawDirection(target: Target, walker: Walker, beta: number, size: number, random: Random): void {
  const { coordinates, rank } = target.curves
  const { active, direction, factor, lines } = walker
  const free = size - 1
  const last = active[free] * rank
  for (let a = 0; a < free; a++)
    for (let j = 0, row = active[a] * rank; j < rank; j++)
      lines[a * rank + j] = coordinates[row + j] - coordinates[last + j]
  const priorPrecision = 1 / (target.scalePriorSd * target.scalePriorSd)
  for (let a = 0; a < free; a++)
    for (let b = 0; b <= a; b++) {
      let dot = 0
      for (let j = 0; j < rank; j++) dot += lines[a * rank + j] * lines[b * rank + j]
      const whole = beta * dot + (a === b ? priorPrecision : 0)
      let rest = whole
      for (let c = 0; c < b; c++) rest -= factor[a * groupSizeMax + c] * factor[b * groupSizeMax + c]
      factor[a * groupSizeMax + b] =
        a === b ? Math.sqrt(Math.max(rest, 1e-12 * whole)) : rest / factor[b * groupSizeMax + b]
    }
  let sum = 0
  for (let a = free - 1; a >= 0; a--) {
    let value = random.normal()
    for (let c = a + 1; c < free; c++) value -= factor[c * groupSizeMax + a] * direction[c]
    sum += direction[a] = value / factor[a * groupSizeMax + a]
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
  size: number,
  lowest: number,
  random: Random,
): void {
  const { curves, shifts } = target
  const { logU, u, residual, shiftResidual, active, direction } = walker
  const { exponents, others: line, shiftOthers: shiftLine } = walker
  addUp(walker, size, curves.coordinates, line)
  let h = 0
  let g = 0
  for (let j = 0; j < line.length; j++) {
    h += beta * line[j] * residual[j]
    g += beta * line[j] * line[j]
  }
  if (shifts) {
    addUp(walker, size, shifts.coordinates, shiftLine)
    const factor = beta / (walker.scale * walker.scale)
    for (let j = 0; j < shiftLine.length; j++) {
      h += factor * shiftLine[j] * shiftResidual[j]
      g += factor * shiftLine[j] * shiftLine[j]
    }
  }

  let from = -Infinity
  let to = Infinity
  for (let a = 0; a < size; a++) {
    const end = (lowest - u[active[a]]) / direction[a]
    if (direction[a] > 0) from = Math.max(from, end)
    else to = Math.min(to, end)
  }
  let largest = 0
  for (let a = 0; a < size; a++) {
    const k = active[a]
    const [p, q] = [u[k] + from * direction[a], u[k] + to * direction[a]]
    const best = exponents[k] < 1 ? Math.min(p, q) : Math.max(p, q)
    largest += (exponents[k] - 1) * Math.log(Math.max(best, lowest))
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
        logU[k] = Math.log(u[k])
      }
      for (let j = 0; j < line.length; j++) residual[j] += t * line[j]
      for (let j = 0; j < shiftLine.length; j++) shiftResidual[j] += t * shiftLine[j]
      return
    }
    if (t < 0) from = t
    else to = t
  }
}

/** The change of the mean curve (or shifts) along the direction, into `sum`. */
function addUp(walker: Walker, size: number, coordinates: Float64Array, sum: Float64Array): void {
  const { active, direction } = walker
  sum.fill(0)
  for (let a = 0; a < size; a++)
    for (let j = 0, row = active[a] * sum.length; j < sum.length; j++)
      sum[j] += direction[a] * coordinates[row + j]
}

/** sum (a_a - 1) log(u_a + t d_a) over the group; one logarithm where the exponents are equal. */
function logPowers(target: Target, walker: Walker, size: number, t: number): number {
  const { u, active, direction, exponents } = walker
  if (!target.energyPrior) {
    let product = 1
    for (let a = 0; a < size; a++) product *= u[active[a]] + t * direction[a]
    return (exponents[active[0]] - 1) * Math.log(product)
  }
  let sum = 0
  for (let a = 0; a < size; a++) sum += (exponents[active[a]] - 1) * Math.log(u[active[a]] + t * direction[a])
  return sum
}
