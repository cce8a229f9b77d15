import { withBackgrounds } from './background.ts'
import type { Profiles } from './contract.ts'
import { refusal } from './faults/index.ts'
import { integrateOut, logDeterminant, type Nuisance, type NuisanceInput } from './nuisance.ts'
import { reduceCurves } from './numeric/factor.ts'
import type { ReducedCurves } from './numeric/reducedCurves.ts'
import { release } from './numeric/release.ts'
import type { Part } from './parts.ts'

/** What a problem knows of one set of profiles. */
export interface ReducedNode {
  /** Directions that were integrated out of `reduced`, the background last; null where the profiles are taken as exact. */
  nuisance: Nuisance | null
  /** The whitened curves in few directions: chi2(u) = outside + |A u - data|^2. */
  reduced: ReducedCurves
  /** What the directions add to the logarithm of the normaliser. */
  logDeterminant: number
}

/** The points in use, where they stand among all, and the curves that they are of. */
export interface Measured {
  q: Float64Array
  intensity: Float64Array
  sigma: Float64Array
  kept: number[]
  width: number
  parts: Part[]
}

/** The profile of one model at some points; may be written into `room`, where that is lent. */
export type ProfileOf = (k: number, room?: Float64Array) => Float64Array

/** The profiles of a table at the points `kept`, one by one: the table of a large library is too large for a second one. */
export function profilesAt({ names, values }: Profiles, kept: number[]): ProfileOf {
  const width = names.length
  return (k, profile = new Float64Array(kept.length)) => {
    for (let i = 0; i < kept.length; i++) profile[i] = values[kept[i] * width + k]
    return profile
  }
}

/** All profiles in units of the errors, [K, N]: the curve of one model is contiguous. */
export function whitened(
  profile: ProfileOf,
  modelCount: number,
  sigma: Float64Array,
): Float64Array<ArrayBuffer> {
  const curves = new Float64Array(modelCount * sigma.length)
  const room = new Float64Array(sigma.length)
  for (let k = 0; k < modelCount; k++) {
    const values = profile(k, room)
    for (let i = 0; i < sigma.length; i++) curves[k * sigma.length + i] = values[i] / sigma[i]
  }
  return curves
}

/** Whitens and reduces the curves of K models, with a `wantedScale` as if they had that. `referenceScale` is what they have. */
export function reduce(
  { intensity, sigma, kept, width, parts }: Measured,
  profile: ProfileOf,
  modelCount: number,
  input: NuisanceInput | undefined,
  tolerance: number,
  wantedScale?: number,
): ReducedNode & { partScales: Float64Array; referenceScale: number } {
  const curves = whitened(profile, modelCount, sigma)
  const whitenedData = intensity.map((value, i) => value / sigma[i])
  const { referenceScale, partScales, reach } = scales(curves, whitenedData, modelCount, parts)
  if (wantedScale !== undefined) {
    const factor = referenceScale / wantedScale
    for (let i = 0; i < curves.length; i++) curves[i] *= factor
    for (let k = 0; k < modelCount; k++) reach[k] /= factor
    for (let m = 0; m < parts.length; m++) partScales[m] /= factor
  }
  const directions = withBackgrounds(input, parts, width)
  const nuisance = directions ? integrateOut(within(directions, kept), sigma, whitenedData, curves) : null
  const reduced = reduceCurves(curves, whitenedData, reach, tolerance)
  release(curves)
  return {
    nuisance,
    reduced,
    logDeterminant: nuisance ? logDeterminant(nuisance) : 0,
    referenceScale,
    partScales,
  }
}

/** The directions at the points `kept`. */
function within(input: NuisanceInput, kept: number[]): NuisanceInput {
  const { directions, mean } = input
  const width = directions.length / mean.length
  const cut = Array.from(mean, (_, p) => kept.map(i => directions[p * width + i])).flat()
  return { ...input, directions: Float64Array.from(cut) }
}

/** c_ref of the mean curve, of all points and of each part, and for each model the largest coefficient that the data could give it. */
export function scales(
  curves: Float64Array,
  data: Float64Array,
  modelCount: number,
  parts: Pick<Part, 'start' | 'end'>[],
): { referenceScale: number; partScales: Float64Array; reach: Float64Array } {
  const pointCount = data.length
  const meanCurve = new Float64Array(pointCount)
  for (let k = 0; k < modelCount; k++)
    for (let i = 0; i < pointCount; i++) meanCurve[i] += curves[k * pointCount + i] / modelCount
  const referenceScale = bestScale(meanCurve, data)
  const partScales = Float64Array.from(parts, ({ start, end }) =>
    bestScale(meanCurve.subarray(start, end), data.subarray(start, end)),
  )
  for (const scale of [referenceScale, ...partScales]) {
    if (!Number.isFinite(scale) || scale === 0) throw refusal('profiles.not_comparable', {})
    if (scale < 0) throw refusal('profiles.opposite_sign', {})
  }
  const reach = Float64Array.from({ length: modelCount }, (_, k) =>
    Math.max(referenceScale, bestScale(curves.subarray(k * pointCount, (k + 1) * pointCount), data)),
  )
  return { referenceScale, partScales, reach }
}

function bestScale(curve: Float64Array, data: Float64Array): number {
  let [above, below] = [0, 0]
  for (let i = 0; i < data.length; i++) {
    above += curve[i] * data[i]
    below += curve[i] * curve[i]
  }
  return above / below
}
