import { ln } from './numeric/elementary.ts'
import type { Random } from './numeric/random.ts'

/**
 * Directions in which the calculated curve may be off, each by a Gaussian amount t_p ~ Normal(mean_p, sd_p): what the
 * models leave open and the data must tell, such as the hydration shell, to first order.
 */
export interface NuisanceInput {
  /** Change of the curve for an amount of 1, in the unit of the intensity, [P, N] row-major. */
  directions: Float64Array
  /** [P] each. */
  mean: Float64Array
  sd: Float64Array
  /** Ends of the range of each amount, [P]: the prior is cut there; without them none is. */
  lower?: Float64Array
  upper?: Float64Array
}

/**
 * The same directions integrated out of a whitened problem.
 *
 * With r = (y - sum_p mean_p J_p - S u) / sigma and b_p = sd_p J_p / sigma, the amounts leave a Gaussian of covariance
 * I + sum b_p b_p'. One direction at a time, T_p = 1 - f_p b_p b_p'/|b_p|^2 with f_p = 1 - 1/sqrt(1 + |b_p|^2) turns that
 * into I again, where b_p stands for what the directions before have left of it. So data and curves go through T, and
 * nothing that samples need know. Source: Bridle et al. 2002, MNRAS 335:1193, who do it for one mode at once.
 */
export interface Nuisance extends NuisanceInput {
  count: number
  /** 1 + |b_p|^2, [P]. */
  precision: Float64Array
  /** b_p . (what the directions before p have left of) the data, every curve and every direction: [P], [K, P], [P, P]. */
  data: Float64Array
  curves: Float64Array
  overlaps: Float64Array
}

/**
 * Takes the directions out of `whitenedData` [N] and `whitenedCurves` [K, N], both overwritten. `input.directions` are at
 * the N points of `sigma`. O(K N P).
 */
export function integrateOut(
  input: NuisanceInput,
  sigma: Float64Array,
  whitenedData: Float64Array,
  whitenedCurves: Float64Array,
): Nuisance {
  const { directions, mean, sd } = input
  const count = mean.length
  const pointCount = sigma.length
  const modelCount = whitenedCurves.length / pointCount
  const white = directions.map((value, i) => value / sigma[i % pointCount])
  for (let p = 0; p < count; p++)
    for (let i = 0; i < pointCount; i++) whitenedData[i] -= mean[p] * white[p * pointCount + i]
  const scaled = white.map((value, i) => value * sd[Math.floor(i / pointCount)])
  const nuisance: Nuisance = {
    ...input,
    count,
    precision: new Float64Array(count),
    data: new Float64Array(count),
    curves: new Float64Array(modelCount * count),
    overlaps: new Float64Array(count * count),
  }
  for (let p = 0; p < count; p++) {
    const own = scaled.slice(p * pointCount, (p + 1) * pointCount)
    const square = own.reduce((sum, value) => sum + value * value, 0)
    nuisance.precision[p] = 1 + square
    const share = square > 0 ? (1 - 1 / Math.sqrt(1 + square)) / square : 0
    /** Multiplies row `row` of `values` by T_p; returns b_p times what it was. */
    const transform = (values: Float64Array, row: number) => {
      const start = row * pointCount
      let product = 0
      for (let i = 0; i < pointCount; i++) product += own[i] * values[start + i]
      for (let i = 0; i < pointCount; i++) values[start + i] -= share * product * own[i]
      return product
    }
    nuisance.data[p] = transform(whitenedData, 0)
    for (let k = 0; k < modelCount; k++) nuisance.curves[k * count + p] = transform(whitenedCurves, k)
    for (let later = p + 1; later < count; later++)
      nuisance.overlaps[p * count + later] = transform(scaled, later)
  }
  return nuisance
}

/** -log det(T)^-1 = -1/2 sum log(1 + |b_p|^2): what the directions add to the logarithm of the normaliser. */
export function logDeterminant({ precision }: Nuisance): number {
  return precision.reduce((sum, value) => sum - 0.5 * ln(value), 0)
}

/**
 * The amounts given u, last direction first: z_p ~ Normal((b_p . r_p)/(1 + |b_p|^2), 1/(1 + |b_p|^2)) with t_p = mean_p + sd_p z_p; their
 * means where `random` is null. With errors `spread` times those by which the curve was whitened, the sd of z_p is so many times larger.
 *
 * Fills `amounts` [P] with t. Returns what must be added to the chi2 of the transformed problem at u to have the chi2
 * of the curve S u + sum t_p J_p. `models` are those that `u` is of, all unless given. O(P) a model.
 */
export function nuisanceGiven(
  nuisance: Nuisance,
  u: ArrayLike<number>,
  random: Random | null,
  amounts: Float64Array,
  spread = 1,
  models: ArrayLike<number> | null = null,
): number {
  const { count, precision, overlaps, mean, sd } = nuisance
  let change = 0
  for (let p = count - 1; p >= 0; p--) {
    let product = restAlong(nuisance, p, u, models)
    for (let later = p + 1; later < count; later++) product -= amounts[later] * overlaps[p * count + later]
    const noise = random ? spread * random.normal() : 0
    amounts[p] = product / precision[p] + noise / Math.sqrt(precision[p])
    change += noise * noise - amounts[p] * amounts[p]
  }
  for (let p = 0; p < count; p++) amounts[p] = mean[p] + sd[p] * amounts[p]
  return change
}

/** b_p . r_p given u, with every later amount at its mean: the mean of z_p is its share of the precision. Fills `products` [P]. `models` as above. */
export function productsGiven(
  nuisance: Nuisance,
  u: ArrayLike<number>,
  products: Float64Array,
  models: ArrayLike<number> | null = null,
): void {
  const { count, precision, overlaps } = nuisance
  for (let p = count - 1; p >= 0; p--) {
    let product = restAlong(nuisance, p, u, models)
    for (let later = p + 1; later < count; later++)
      product -= (products[later] / precision[later]) * overlaps[p * count + later]
    products[p] = product
  }
}

/** What the amounts u leave of the data along direction p. */
function restAlong(
  { count, data, curves }: Nuisance,
  p: number,
  u: ArrayLike<number>,
  models: ArrayLike<number> | null,
): number {
  let product = data[p]
  for (let i = 0; i < u.length; i++) product -= u[i] * curves[(models ? models[i] : i) * count + p]
  return product
}

/** Variances of z_p given u, every other amount left open, over those with the later ones given, [P]. O(P^3). */
export function openVariances({ count, precision, overlaps }: Nuisance): Float64Array {
  // z_p = (.. - sum_later o_pl z_l)/precision_p + noise/sqrt(precision_p): covariances follow from the last back to the first.
  const covariance = new Float64Array(count * count)
  const ratios = new Float64Array(count)
  for (let p = count - 1; p >= 0; p--) {
    for (let other = p + 1; other < count; other++) {
      let sum = 0
      for (let l = p + 1; l < count; l++) sum += overlaps[p * count + l] * covariance[l * count + other]
      covariance[p * count + other] = covariance[other * count + p] = -sum / precision[p]
    }
    ratios[p] = 1
    for (let l = p + 1; l < count; l++) ratios[p] -= overlaps[p * count + l] * covariance[l * count + p]
    covariance[p * count + p] = ratios[p] / precision[p]
  }
  return ratios
}
