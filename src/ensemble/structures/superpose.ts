/** Models of one library laid onto one another, for ensemble files and for the eye. */

import { refusal } from '../faults/index.ts'
import { bestMotion, type Motion, moved, rootMeanSquareDistance } from './rotation.ts'
import type { Structure } from './structure.ts'

/** Residues to superpose on: numbers `from` to `to`, of one chain or of all. */
export interface ResidueRange {
  chain?: string
  from: number
  to: number
}

/** How the models of a library lie on one another. K models, n anchors. */
export interface Superposition {
  /** Motion of each model onto the reference, in library order, [K]. */
  motions: Motion[]
  /** Root mean square distance of each model's core anchors from the reference after its motion, in A, [K]. */
  rmsd: Float64Array
  /** Indices of the anchors that were superposed. */
  core: Int32Array
}

/** Anchors that wander more than this about their mean are no part of a rigid core, A. */
const wanderMax = 2
const rounds = 10

/**
 * The atoms that stand for a model's shape: C-alpha and P; every atom where it has none of them (beads, ligands).
 *
 * @param ranges only residues in one of these; all unless given
 * @returns coordinates in A, [n, 3]; models of one composition have the same anchors in the same order
 * @throws FaultError structure.no_residue_in_range if the ranges hold no anchor
 */
export function anchorsOf(structure: Structure, ranges?: ResidueRange[]): Float64Array {
  const { atomNames, elements, residues, residueOf, xyz } = structure
  const within = (i: number) => {
    const { chain, number } = residues[residueOf[i]]
    return !ranges || ranges.some(r => (r.chain ?? chain) === chain && number >= r.from && number <= r.to)
  }
  const isAnchor = (i: number) =>
    (atomNames[i] === 'CA' && elements[i] === 'C') || (atomNames[i] === 'P' && elements[i] === 'P')
  const all = Array.from(elements.keys()).filter(within)
  const chosen = all.filter(isAnchor)
  const indices = chosen.length > 0 ? chosen : all
  if (indices.length === 0) throw refusal('structure.no_residue_in_range', {}, { file: structure.name })
  return Float64Array.from(indices.flatMap(i => [xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]]))
}

/**
 * Superposes models by their anchors, all of them or the part that stays rigid throughout the library.
 *
 * The rigid core is found by variance: superpose on the core, measure how far each anchor wanders about its mean, take
 * the quieter half as the new core, and repeat until it stays; at the end every anchor within 2 A belongs to it, and at
 * least a quarter. Of two domains on a hinge this settles on one; the anchors outside it are given a try of their own, and
 * the larger core wins.
 *
 * @param anchors of each model, [K] of [n, 3]
 * @param reference index of the model that stays where it is
 * @throws FaultError library.anchors_differ if models differ in their number of anchors
 * Cost O(K n) a round, ten rounds at most.
 */
export function superpose(anchors: Float64Array[], on: 'all' | 'core', reference = 0): Superposition {
  const odd = anchors.findIndex(model => model.length !== anchors[0].length)
  if (odd >= 0) {
    const [model, first] = [anchors[odd].length / 3, anchors[0].length / 3]
    throw refusal('library.anchors_differ', { model: odd + 1, anchors: model, first })
  }
  const n = anchors[0].length / 3
  const everything = Int32Array.from({ length: n }, (_, i) => i)
  const core =
    on === 'core' && n > 4 && anchors.length > 1 ? rigidCore(anchors, everything, reference) : everything
  const target = pick(anchors[reference], core)
  const motions = anchors.map(model => bestMotion(pick(model, core), target))
  const rmsd = Float64Array.from(anchors, (model, k) =>
    rootMeanSquareDistance(moved(pick(model, core), motions[k]), target),
  )
  return { motions, rmsd, core }
}

/** The larger of two cores: the one that all anchors settle on, and the one found among the others. */
function rigidCore(anchors: Float64Array[], everything: Int32Array, reference: number): Int32Array {
  const first = settle(anchors, everything, reference)
  const others = everything.filter(anchor => !first.includes(anchor))
  if (others.length <= first.length) return first
  const second = settle(anchors, others, reference)
  return second.length > first.length ? second : first
}

/** Follows the quieter half of all anchors from a starting core until it stays. */
function settle(anchors: Float64Array[], start: Int32Array, reference: number): Int32Array {
  const n = anchors[0].length / 3
  let core = start
  let wander: Float64Array = new Float64Array(n)
  for (let round = 0; round < rounds; round++) {
    wander = wanderingAbout(anchors, core, reference)
    const half = quietest(wander, Math.max(4, Math.ceil(n / 2)))
    if (half.length === core.length && half.every((anchor, i) => anchor === core[i])) break
    core = half
  }
  const quiet = Int32Array.from(wander.keys()).filter(i => wander[i] <= wanderMax)
  return quiet.length >= n / 4 ? quiet : quietest(wander, Math.max(4, Math.ceil(n / 4)))
}

/** Root mean square distance of each anchor from its mean place, after superposition on the core, [n]. */
function wanderingAbout(anchors: Float64Array[], core: Int32Array, reference: number): Float64Array {
  const target = pick(anchors[reference], core)
  const laid = anchors.map(model => moved(model, bestMotion(pick(model, core), target)))
  const mean = new Float64Array(anchors[0].length)
  for (const model of laid) for (let i = 0; i < mean.length; i++) mean[i] += model[i] / laid.length
  const wander = new Float64Array(mean.length / 3)
  for (const model of laid) {
    for (let i = 0; i < mean.length; i++) wander[Math.floor(i / 3)] += (model[i] - mean[i]) ** 2 / laid.length
  }
  return wander.map(Math.sqrt)
}

/** Indices of the `count` smallest values, ascending. */
function quietest(values: Float64Array, count: number): Int32Array {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a] - values[b])
  return order.slice(0, count).sort()
}

function pick(points: Float64Array, indices: Int32Array): Float64Array {
  const result = new Float64Array(3 * indices.length)
  for (let i = 0; i < indices.length; i++) {
    for (let a = 0; a < 3; a++) result[3 * i + a] = points[3 * indices[i] + a]
  }
  return result
}
