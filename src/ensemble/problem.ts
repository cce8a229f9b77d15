import { checkEnergies, checkProfiles, checkShapes } from './checkInput.ts'
import type { Curve, Profiles } from './contract.ts'
import type { Grouping } from './diagnose/groupings.ts'
import { type ErrorScale, sharedErrorScale } from './errorScale.ts'
import { refusal } from './faults/index.ts'
import type { NuisanceInput } from './nuisance.ts'
import { ln } from './numeric/elementary.ts'
import type { ReducedCurves } from './numeric/reducedCurves.ts'
import { release } from './numeric/release.ts'
import { logSqrt2Pi } from './numeric/special.ts'
import { type MeasuredMeans, measuredMeans, type Observable, reduceMeans } from './observables.ts'
import { checkParts, type InputPart, type Part, type PartOptions, partsOf } from './parts.ts'
import type { Property } from './posterior/distributions.ts'
import {
  type Measured,
  type ProfileOf,
  profilesAt,
  type ReducedNode,
  reduce,
  scales,
  whitened,
} from './reducedNode.ts'
import { meansOfShifts, type Shifts } from './shifts.ts'

/** Profiles at one value of what the curve must tell beside weights and scale, and the directions in which it may be off about it. */
export interface ProfileNode {
  /** At the points of the curve. */
  profile: ProfileOf
  nuisance: NuisanceInput
  /** Logarithm of the prior probability of the node. */
  logPrior: number
}

/** Nodes in a row, so close that their directions overlap: together they are the profiles without a line through all. */
export interface ProfileNodes {
  /** Those that the curve rules out may be left out; the probabilities then add up to less than 1. */
  each: ProfileNode[]
  /** The node of the best fit. */
  best: number
  /** Probability before the data, all nodes counted, that the amounts lie in their ranges where the errors are `spread` times f0. */
  inRange(spread: number): number
}

/** Everything the data say: a curve, the profiles of a library at its points, and what else is known. */
export interface InferInput {
  curve: Curve
  /**
   * Where `curve` is several curves, one after another: each of them, with how it is to be taken. `nuisance` then holds what their scales
   * differ by (jointCurves.ts).
   */
  parts?: InputPart[]
  /** Profiles at the points of `curve`, before any cut in q. */
  profiles: Profiles
  shifts?: Shifts
  /** Other numbers that the ensemble has as averages over its models. */
  observables?: Observable[]
  /** Numbers that each model has, whose distribution over the ensemble is wanted, and ways in which the models fall into groups. */
  properties?: Property[]
  groupings?: Grouping[]
  /** Energies of the K models in any unit (a Boltzmann shift takes kcal/mol); makes the prior a Boltzmann distribution. */
  energies?: Float64Array
  /** Directions in which the calculated curve may be off, at the points of `curve`: integrated out. */
  nuisance?: NuisanceInput
  /** Where `profiles` and `nuisance` are no more than a line about the best fit: what they stand for. */
  nodes?: ProfileNodes
}

/** A node as the sampler has it. */
export interface ProblemNode extends ReducedNode, Pick<ProfileNode, 'logPrior'> {
  /** Of each part, the scale of the equal-weight mean curve of the library. */
  partScales: Float64Array
  /** At the N points, at the scale of the problem's. */
  profile: ProfileOf
}

/** A checked, whitened problem. Inner loops assume what this file has made sure of. */
export interface Problem extends ReducedNode {
  names: string[]
  modelCount: number
  pointCount: number
  /** The curves, at least one. */
  parts: Part[]
  /** The points inside the q range, in 1/A, with intensity and error, the stated one times f0, or the `whitening` of its part. Length N. */
  q: Float64Array
  intensity: Float64Array
  sigma: Float64Array
  /** Standard deviation of q, length N, where the input has it; NaN at the points of a part that has none. */
  dq: Float64Array | null
  /** What `sigma` is of the stated errors, and how far that is to be trusted; of several curves what sampling takes as common to them. */
  errorScale: ErrorScale
  /** At the N points, read from the profiles of the input. */
  profile: ProfileOf
  /** What is sampled: those of the input in order, or one, which is the problem's own. The point answers take the problem's own. */
  nodes: ProblemNode[]
  bestNode: number
  /** As that of the input; null where there is one node. */
  inRange: ProfileNodes['inRange'] | null
  /** Points left out because their q is outside the range. */
  pointsLeftOut: number
  /** Scale of the equal-weight mean curve of the whole library: sum(y s/sigma^2) / sum(s^2/sigma^2). */
  referenceScale: number
  /** Standard deviation of the half-normal scale prior: 10 c_ref. */
  scalePriorSd: number
  /** -sum log(sigma_i sqrt(2 pi)), less what the nuisance directions take; and with the same for the measured means. */
  curveLogNormaliser: number
  logNormaliser: number
  /** As `reduced`, for chemical shifts and other measured means, in w instead of u; null without them. */
  reducedShifts: ReducedCurves | null
  /** Energies as given, or null. */
  energies: Float64Array | null
}

/** How the problem is built: how its curve is taken, unless the input has parts, which say so for each. */
export interface ProblemOptions extends PartOptions {
  /** Standard errors by which the rank reduction may change any curve; 0.001 by default. */
  tolerance?: number
}

/** The most models the complete inference takes at once; more must be selected or thinned first. With a Dirichlet prior every model holds something. */
export const modelsMax = { inclusion: 10_000, dirichlet: 5000 }

/**
 * Checks all input once and builds the whitened, rank-reduced problem.
 *
 * @throws FaultError curve.*, profiles.*, shifts.*, energies.* and options.*, whose tables say what each means.
 * Identical models and N < K are allowed.
 * O(N K r) time; works on one copy of the profiles, and keeps none.
 */
export function buildProblem(input: InferInput, options: ProblemOptions = {}): Problem {
  const { curve, profiles } = input
  const wanted = input.parts ?? [{ ...options, points: curve.q.length }]
  checkParts(curve, wanted)
  checkProfiles(profiles, curve.q.length)
  const parts = partsOf(curve, wanted)
  const kept = parts.flatMap(part => part.kept)
  const take = (values: Float64Array) => Float64Array.from(kept, i => values[i])
  const [q, intensity, sigma] = [take(curve.q), take(curve.intensity), take(curve.sigma)]
  const errorScale = sharedErrorScale(parts.map(part => part.errorScale))
  for (const { start, end, whitening } of parts) for (let i = start; i < end; i++) sigma[i] *= whitening

  for (const { name, values } of input.observables ?? [])
    if (values.length !== profiles.names.length)
      throw refusal('observables.count_differs', {
        name,
        values: values.length,
        models: profiles.names.length,
      })
  const means = meansOf(input, profiles.names.length)
  if (input.energies) checkEnergies(input.energies, profiles.names.length)
  const measured = { q, intensity, sigma, kept, width: curve.q.length, parts }
  const tolerance = options.tolerance ?? 0.001
  for (const { start, end } of parts) checkShapes(profiles, kept.slice(start, end))
  const profile = profilesAt(profiles, kept)
  const modelCount = profiles.names.length
  const { referenceScale, partScales, ...own } = reduce(
    measured,
    profile,
    modelCount,
    input.nuisance,
    tolerance,
  )
  const only = { ...own, profile, partScales, logPrior: 0 }
  const nodes = input.nodes?.each.map(node => nodeOf(measured, node, modelCount, referenceScale, tolerance))
  let curveLogNormaliser = own.logDeterminant
  for (const error of sigma) curveLogNormaliser -= ln(error) + logSqrt2Pi
  return {
    names: profiles.names,
    modelCount,
    pointCount: kept.length,
    parts,
    q,
    intensity,
    sigma,
    dq: curve.dq ? take(curve.dq) : null,
    errorScale,
    ...own,
    profile,
    nodes: nodes ?? [only],
    bestNode: input.nodes?.best ?? 0,
    inRange: input.nodes?.inRange ?? null,
    pointsLeftOut: curve.q.length - kept.length,
    referenceScale,
    scalePriorSd: 10 * referenceScale,
    curveLogNormaliser,
    logNormaliser: curveLogNormaliser + means.reduce((sum, { logNormaliser }) => sum + logNormaliser, 0),
    reducedShifts: means.length > 0 ? reduceMeans(means, modelCount) : null,
    energies: input.energies?.slice() ?? null,
  }
}

/** The most numbers that the curve can decide: rank and nuisance directions. */
export const parametersMax = ({ reduced, nuisance }: ReducedNode): number =>
  reduced.rank + (nuisance?.count ?? 0)

/** Whether what a node stands for lies in its ranges: beyond them there are nodes for the sake of the prior's sum. */
const isInRange = ({ nuisance }: ReducedNode): boolean =>
  !nuisance?.lower ||
  nuisance.lower.every((from, p) => from <= rangeRounding && nuisance.upper![p] >= -rangeRounding)
const rangeRounding = 1e-9

/** The nodes whose hydration is within its range; all where none is, as of a library that contradicts the range. */
export function nodesInRange({ nodes }: Problem): ProblemNode[] {
  const within = nodes.filter(isInRange)
  return within.length > 0 ? within : nodes
}

/** Scale of the equal-weight mean curve of a library: `referenceScale` of its problem. @throws FaultError as `buildProblem` */
export function referenceScaleOf(curve: Curve, profiles: Profiles, options: ProblemOptions): number {
  const { kept } = partsOf(curve, [{ ...options, points: curve.q.length }])[0]
  const sigma = Float64Array.from(kept, i => curve.sigma[i])
  const data = Float64Array.from(kept, (i, place) => curve.intensity[i] / sigma[place])
  const modelCount = profiles.names.length
  const curves = whitened(profilesAt(profiles, kept), modelCount, sigma)
  const { referenceScale } = scales(curves, data, modelCount, [])
  release(curves)
  return referenceScale
}

/** Whitens and reduces a node, whose curves are brought to the scale of the others. */
function nodeOf(
  measured: Measured,
  { profile, nuisance, logPrior }: ProfileNode,
  modelCount: number,
  wantedScale: number,
  tolerance: number,
): ProblemNode {
  const at = (k: number, factor: number) => {
    const values = profile(k)
    return Float64Array.from(measured.kept, i => factor * values[i])
  }
  const { referenceScale, partScales, ...own } = reduce(
    measured,
    k => at(k, 1),
    modelCount,
    nuisance,
    tolerance,
    wantedScale,
  )
  const factor = referenceScale / wantedScale
  const scaled = (k: number) => at(k, factor)
  return { ...own, profile: scaled, partScales, logPrior }
}

/**
 * The same problem with only the models `kept` (indices), in that order. The scale prior and `referenceScale` stay
 * those of the whole library, so that evidences compare.
 */
export function subProblem(problem: Problem, kept: number[]): Problem {
  const rowsOf = (matrix: Float64Array, width: number) => {
    const rows = new Float64Array(kept.length * width)
    kept.forEach((k, row) => {
      rows.set(matrix.subarray(k * width, (k + 1) * width), row * width)
    })
    return rows
  }
  const reducedTo = (reduced: ReducedCurves): ReducedCurves => ({
    ...reduced,
    coordinates: rowsOf(reduced.coordinates, reduced.rank),
  })
  const only = <Node extends ReducedNode>(node: Node): Node => ({
    ...node,
    nuisance: node.nuisance && {
      ...node.nuisance,
      curves: rowsOf(node.nuisance.curves, node.nuisance.count),
    },
    reduced: reducedTo(node.reduced),
  })
  return {
    ...only(problem),
    names: kept.map(k => problem.names[k]),
    modelCount: kept.length,
    profile: (k, room) => problem.profile(kept[k], room),
    nodes: problem.nodes.map(node => ({
      ...only(node),
      profile: (k, room) => node.profile(kept[k], room),
    })),
    reducedShifts: problem.reducedShifts && reducedTo(problem.reducedShifts),
    energies: problem.energies && Float64Array.from(kept, k => problem.energies![k]),
  }
}

/** Chemical shifts, then the other observables whose value was measured. */
function meansOf({ shifts, observables = [] }: InferInput, modelCount: number): MeasuredMeans[] {
  const means = measuredMeans(observables)
  return [...(shifts ? [meansOfShifts(shifts, modelCount)] : []), ...(means ? [means] : [])]
}
