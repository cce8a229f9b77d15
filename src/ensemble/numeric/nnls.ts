import { leastSquares, product } from './leastSquares.ts'

/** What all least squares over the same columns share: the lengths of these, [K], and room for u, [K], which each overwrites. */
interface Room {
  lengths: Float64Array
  amounts: Float64Array
}

/** @param width N, the numbers of a column */
export function roomFor(columns: Float64Array, width: number): Room {
  const count = columns.length / width
  // No view of a column where all are looked at: there may be thousands, and a call takes less than a millisecond.
  const lengths = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    let square = 0
    for (let i = k * width; i < (k + 1) * width; i++) square += columns[i] ** 2
    lengths[k] = Math.sqrt(square)
  }
  return { lengths, amounts: new Float64Array(count) }
}

/**
 * Non-negative least squares: the u >= 0 that minimises |sum_k u_k s_k - y|.
 *
 * Lawson & Hanson 1974, Solving Least Squares Problems, chapter 23: the column along which the misfit falls most
 * steeply comes in, the active columns are fitted freely, and the fit moves there as far as nothing becomes negative;
 * what reaches 0 goes out. A column that the active ones already make up is passed over.
 *
 * @param columns [K, N] row-major, one column of the problem contiguous
 * @param data [N]
 * @param options.start amounts >= 0 to begin with, [K]; all 0 unless given
 * @param options.enough a misfit at which to stop, before it is the least; never unless given
 * @param options.without marks the columns that stay out with 1, [K]; none unless given
 * @param options.room of `roomFor(columns, N)`, where the same thousands of columns are asked again and again
 * @returns u [K] and y - sum_k u_k s_k [N], fresh arrays, but u the room's own where one is given, and the square of the latter
 * O(K N + N n^2) a step, n active columns; about as many steps as columns come in.
 */
export function nonNegativeLeastSquares(
  columns: Float64Array,
  data: Float64Array,
  options: { start?: Float64Array; enough?: number; without?: Uint8Array; room?: Room } = {},
): { amounts: Float64Array; residual: Float64Array; squared: number } {
  const { start, enough = Number.NEGATIVE_INFINITY, without } = options
  const width = data.length
  const count = columns.length / width
  const { lengths, amounts } = options.room ?? roomFor(columns, width)
  if (start) amounts.set(start)
  else amounts.fill(0)
  const residual = data.slice()
  const passedOver = new Set<number>()
  let active: number[] = []
  for (let k = 0; k < count; k++) if (amounts[k] > 0) active.push(k)

  const update = () => {
    residual.set(data)
    for (const k of active) for (let i = 0; i < width; i++) residual[i] -= amounts[k] * columns[k * width + i]
  }
  /** Moves the active amounts towards their least squares; what reaches 0 on the way goes out. */
  const settle = () => {
    while (active.length > 0) {
      const free = leastSquares(columns, width, active, data)
      if (!free.every(Number.isFinite)) break
      let step = 1
      active.forEach((a, i) => {
        if (free[i] <= 0) step = Math.min(step, amounts[a] / (amounts[a] - free[i]) || 0)
      })
      active.forEach((a, i) => {
        amounts[a] += step * (free[i] - amounts[a])
      })
      if (step === 1) break
      const smallest = active.reduce((least, a) => (amounts[a] < amounts[least] ? a : least))
      for (const a of active) if (a === smallest || amounts[a] <= 0) amounts[a] = 0
      active = active.filter(a => amounts[a] > 0)
    }
    update()
  }
  /** Brings column k in; false, and nothing changed, where that does not lower the misfit. */
  const bringIn = (k: number): boolean => {
    const before = { active, amounts: active.map(a => amounts[a]), squared: product(residual, residual) }
    active = [...active, k]
    settle()
    if (product(residual, residual) < before.squared) return true
    amounts.fill(0)
    active = before.active
    active.forEach((a, i) => {
      amounts[a] = before.amounts[i]
    })
    update()
    return false
  }

  const limit = 1e-9 * Math.sqrt(product(data, data))
  settle()
  for (let steps = 0; steps < 10 * width && product(residual, residual) > enough; steps++) {
    let steepest = -1
    let slope = limit
    for (let k = 0; k < count; k++) {
      if (amounts[k] > 0 || without?.[k] === 1 || passedOver.has(k)) continue
      let own = 0
      for (let i = 0; i < width; i++) own += columns[k * width + i] * residual[i]
      own /= lengths[k]
      if (own > slope) [steepest, slope] = [k, own]
    }
    if (steepest < 0) break
    if (bringIn(steepest)) passedOver.clear()
    else passedOver.add(steepest)
  }
  return { amounts, residual, squared: product(residual, residual) }
}
