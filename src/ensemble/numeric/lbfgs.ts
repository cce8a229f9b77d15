/** Where a minimisation ended. */
export interface Minimum {
  x: Float64Array
  value: number
  /** Evaluations of the function with its gradient. */
  evaluations: number
  /** False when the budget ran out before the gradient was small. */
  converged: boolean
}

const memory = 12
const sufficientDecrease = 1e-4
const curvature = 0.9

/**
 * Minimises a smooth function by the limited-memory BFGS method with a strong Wolfe line search.
 *
 * `evaluate(x, gradient)` fills `gradient` and returns the value; it may return Infinity or NaN outside its domain,
 * which counts as too long a step. `start` [n] is not touched. Ends when no component of the gradient exceeds
 * `tolerance` times max(1, |value|), when a step no longer lowers the value, or after `evaluationsMax`. Memory 24 n.
 * Source: Nocedal & Wright, Numerical Optimization (2nd ed. 2006), algorithms 7.4, 7.5, 3.5 and 3.6.
 */
export function minimise(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  { tolerance = 1e-9, evaluationsMax = 2000 } = {},
): Minimum {
  const n = start.length
  let x: Float64Array = start.slice()
  let gradient: Float64Array = new Float64Array(n)
  let value = evaluate(x, gradient)
  let evaluations = 1
  const steps: Float64Array[] = []
  const changes: Float64Array[] = []

  while (evaluations < evaluationsMax) {
    if (largest(gradient) <= tolerance * Math.max(1, Math.abs(value)))
      return { x, value, evaluations, converged: true }
    const direction = descentDirection(gradient, steps, changes)
    let slope = dot(direction, gradient)
    if (!(slope < 0)) {
      steps.length = changes.length = 0
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]
      slope = dot(direction, gradient)
    }
    const first = steps.length === 0 ? Math.min(1, 1 / largest(direction)) : 1
    const found = lineSearch(evaluate, x, value, direction, slope, first)
    evaluations += found.evaluations
    if (!(found.value < value)) {
      if (steps.length === 0) return { x, value, evaluations, converged: false }
      steps.length = changes.length = 0
      continue
    }
    const step = found.x.map((xi, i) => xi - x[i])
    const change = found.gradient.map((gi, i) => gi - gradient[i])
    if (dot(step, change) > 1e-14 * Math.sqrt(dot(step, step) * dot(change, change))) {
      steps.push(step)
      changes.push(change)
      if (steps.length > memory) {
        steps.shift()
        changes.shift()
      }
    }
    const gain = value - found.value
    ;({ x, value, gradient } = found)
    if (gain <= 1e-14 * Math.max(1, Math.abs(value))) return { x, value, evaluations, converged: true }
  }
  return { x, value, evaluations, converged: false }
}

/** The two-loop recursion: -H gradient with H built from the last steps and gradient changes. */
function descentDirection(
  gradient: Float64Array,
  steps: Float64Array[],
  changes: Float64Array[],
): Float64Array {
  const direction = gradient.map(g => -g)
  const count = steps.length
  const shares = new Float64Array(count)
  for (let m = count - 1; m >= 0; m--) {
    shares[m] = dot(steps[m], direction) / dot(steps[m], changes[m])
    addTo(direction, -shares[m], changes[m])
  }
  if (count > 0) {
    const scale = dot(steps[count - 1], changes[count - 1]) / dot(changes[count - 1], changes[count - 1])
    for (let i = 0; i < direction.length; i++) direction[i] *= scale
  }
  for (let m = 0; m < count; m++) {
    const share = dot(changes[m], direction) / dot(steps[m], changes[m])
    addTo(direction, shares[m] - share, steps[m])
  }
  return direction
}

/** A step that satisfies the strong Wolfe conditions, by bracketing and bisection with cubic-free safeguards. */
function lineSearch(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  from: Float64Array,
  valueAtStart: number,
  direction: Float64Array,
  slopeAtStart: number,
  first: number,
) {
  let low = 0
  let high = Infinity
  let length = first
  let best: { x: Float64Array; value: number; gradient: Float64Array } = {
    x: from,
    value: valueAtStart,
    gradient: new Float64Array(from.length),
  }
  for (let evaluations = 1; ; evaluations++) {
    const x = from.map((xi, i) => xi + length * direction[i])
    const gradient = new Float64Array(from.length)
    const value = evaluate(x, gradient)
    const slope = dot(gradient, direction)
    const lower = value <= valueAtStart + sufficientDecrease * length * slopeAtStart
    if (value < best.value) best = { x, value, gradient }
    if (lower && Math.abs(slope) <= -curvature * slopeAtStart) return { x, value, gradient, evaluations }
    if (evaluations >= 40) return { ...best, evaluations }
    if (!lower || slope >= 0) high = length
    else low = length
    length = high === Infinity ? 2 * length : 0.5 * (low + high)
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function addTo(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i]
}

function largest(values: Float64Array): number {
  let result = 0
  for (let i = 0; i < values.length; i++) result = Math.max(result, Math.abs(values[i]))
  return result
}
