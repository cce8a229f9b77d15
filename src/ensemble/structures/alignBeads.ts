/** Bead models of one shape laid onto one another, as nothing tells which bead of one belongs to which of the other. */

import { determinantOf } from '../numeric/matrix3.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import { bestMotion, type Motion, moved, weightedCentre } from './rotation.ts'

/** How one bead model lies best on another. */
export interface BeadAlignment {
  /** Motion of the moving model; it mirrors where `enantiomorph` is true. */
  motion: Motion
  /** Normalised spatial discrepancy: 0 for equal models, about 1 for similar ones, above that for different shapes. */
  nsd: number
  /** Whether the mirror image fits better. */
  enantiomorph: boolean
}

/** Starts are compared on at most this many beads of each model. */
const beadsWhileStarting = 400
const startsRefined = 3
const stepsWhileStarting = 8
const stepsMax = 60

/**
 * Aligns a bead model to another, trying both hands.
 *
 * Principal axes give the starts: every way to lay the axes of one along those of the other, 24 turns for each hand, as
 * axes of similar length may be swapped. Each is refined by pairing every bead of either model with its nearest in the
 * other and moving to the best fit of these pairs, with the weights that they have in NSD^2: no step can raise the NSD.
 * The three best starts are refined with all beads.
 *
 * @param moving, fixed bead centres in A, [M, 3] and [N, 3]
 * Cost O(M N) a step, 48 starts of 8 steps on 400 beads and 3 of up to 60 on all.
 * Source: Kozin & Svergun 2001, J. Appl. Cryst. 34, 33-41; the refinement is iterated closest points (Besl & McKay
 * 1992, IEEE Trans. Pattern Anal. 14, 239-256) run both ways, in place of their descent in angles and shifts.
 */
export function alignBeads(moving: Float64Array, fixed: Float64Array): BeadAlignment {
  const [few, fewFixed] = [thinned(moving), thinned(fixed)]
  const starts = principalStarts(moving, fixed).map(start => refine(few, fewFixed, start, stepsWhileStarting))
  starts.sort((a, b) => a.nsd - b.nsd)
  const refined = starts.slice(0, startsRefined).map(({ motion }) => refine(moving, fixed, motion, stepsMax))
  refined.sort((a, b) => a.nsd - b.nsd)
  const { motion, nsd } = refined[0]
  return { motion, nsd, enantiomorph: determinantOf(motion.rotation) < 0 }
}

/**
 * Normalised spatial discrepancy of two sets where they lie:
 * NSD^2 = [ sum_i rho^2(a_i, B) / (M d_B^2) + sum_j rho^2(b_j, A) / (N d_A^2) ] / 2, rho the distance to the nearest point of
 * the other set, d the mean distance of a point to its nearest neighbour within a set.
 *
 * Source: Kozin & Svergun 2001, equation 1.
 */
export function spatialDiscrepancy(a: Float64Array, b: Float64Array): number {
  return discrepancy(nearestOf(a, b), nearestOf(b, a), fineness(a), fineness(b))
}

function refine(
  moving: Float64Array,
  fixed: Float64Array,
  start: Motion,
  steps: number,
): { motion: Motion; nsd: number } {
  const [fineMoving, fineFixed] = [fineness(moving), fineness(fixed)]
  const [m, n] = [moving.length / 3, fixed.length / 3]
  const mirrored = determinantOf(start.rotation) < 0
  const source = mirrored ? moving.map(value => -value) : moving
  const weights = new Float64Array(m + n)
  weights.fill(1 / (m * fineFixed ** 2), 0, m)
  weights.fill(1 / (n * fineMoving ** 2), m)
  let motion = start
  let best = Number.POSITIVE_INFINITY
  for (let step = 0; step < steps; step++) {
    const here = moved(moving, motion)
    const there = nearestOf(here, fixed)
    const back = nearestOf(fixed, here)
    const nsd = discrepancy(there, back, fineMoving, fineFixed)
    if (!(nsd < best * (1 - 1e-6))) break
    best = nsd
    const pairs = pairUp(source, fixed, there.index, back.index)
    const next = bestMotion(pairs.from, pairs.to, weights)
    motion = mirrored ? { rotation: next.rotation.map(value => -value), translation: next.translation } : next
  }
  const here = moved(moving, motion)
  return { motion, nsd: discrepancy(nearestOf(here, fixed), nearestOf(fixed, here), fineMoving, fineFixed) }
}

/** For each point of `a` the nearest of `b`. */
interface Nearest {
  index: Int32Array
  /** Sum of squared distances. */
  squares: number
}

function nearestOf(a: Float64Array, b: Float64Array): Nearest {
  const index = new Int32Array(a.length / 3)
  let squares = 0
  for (let i = 0; i < a.length; i += 3) {
    let best = Number.POSITIVE_INFINITY
    for (let j = 0; j < b.length; j += 3) {
      const dx = a[i] - b[j]
      const dy = a[i + 1] - b[j + 1]
      const dz = a[i + 2] - b[j + 2]
      const square = dx * dx + dy * dy + dz * dz
      if (square < best) {
        best = square
        index[i / 3] = j / 3
      }
    }
    squares += best
  }
  return { index, squares }
}

function discrepancy(there: Nearest, back: Nearest, fineA: number, fineB: number): number {
  const forth = there.squares / (there.index.length * fineB ** 2)
  return Math.sqrt((forth + back.squares / (back.index.length * fineA ** 2)) / 2)
}

/** Mean distance of a point to its nearest neighbour in A; 1 for a single point. */
function fineness(points: Float64Array): number {
  const n = points.length / 3
  if (n < 2) return 1
  // A sample is enough for a mean, and keeps this below the cost of one refinement step.
  const stride = Math.max(1, Math.floor(n / 200))
  let sum = 0
  let taken = 0
  for (let i = 0; i < n; i += stride, taken++) {
    let best = Number.POSITIVE_INFINITY
    for (let j = 0; j < n; j++) {
      if (j === i) continue
      const dx = points[3 * i] - points[3 * j]
      const dy = points[3 * i + 1] - points[3 * j + 1]
      const dz = points[3 * i + 2] - points[3 * j + 2]
      best = Math.min(best, dx * dx + dy * dy + dz * dz)
    }
    sum += Math.sqrt(best)
  }
  return sum > 0 ? sum / taken : 1
}

function pairUp(source: Float64Array, fixed: Float64Array, there: Int32Array, back: Int32Array) {
  const from = new Float64Array(3 * (there.length + back.length))
  const to = new Float64Array(from.length)
  from.set(source)
  to.set(fixed, 3 * there.length)
  for (let i = 0; i < there.length; i++) {
    for (let a = 0; a < 3; a++) to[3 * i + a] = fixed[3 * there[i] + a]
  }
  for (let j = 0; j < back.length; j++) {
    for (let a = 0; a < 3; a++) from[3 * (there.length + j) + a] = source[3 * back[j] + a]
  }
  return { from, to }
}

/** Motions that lay the principal axes of one set along those of the other: 24 turns, each with its mirror image. */
function principalStarts(moving: Float64Array, fixed: Float64Array): Motion[] {
  const [from, to] = [weightedCentre(moving), weightedCentre(fixed)]
  const [axes, target] = [principalAxes(moving, from), principalAxes(fixed, to)]
  const orders = [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
    [1, 0, 2],
    [0, 2, 1],
    [2, 1, 0],
  ]
  const starts: Motion[] = []
  for (const order of orders) {
    for (let signs = 0; signs < 8; signs++) {
      const rotation = new Float64Array(9)
      for (let k = 0; k < 3; k++) {
        const sign = (signs >> k) & 1 ? -1 : 1
        for (let a = 0; a < 3; a++) {
          for (let b = 0; b < 3; b++) rotation[3 * a + b] += sign * target[3 * a + k] * axes[3 * b + order[k]]
        }
      }
      const translation = Float64Array.from(
        [0, 1, 2],
        a =>
          to[a] - (rotation[3 * a] * from[0] + rotation[3 * a + 1] * from[1] + rotation[3 * a + 2] * from[2]),
      )
      starts.push({ rotation, translation })
    }
  }
  return starts
}

/** Principal axes as columns, longest first, [3, 3]. */
function principalAxes(points: Float64Array, centre: number[]): Float64Array {
  const spread = new Float64Array(9)
  for (let i = 0; i < points.length; i += 3) {
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++)
        spread[3 * a + b] += (points[i + a] - centre[a]) * (points[i + b] - centre[b])
    }
  }
  return symmetricEigen(spread, 3).vectors
}

function thinned(points: Float64Array): Float64Array {
  const n = points.length / 3
  const stride = Math.ceil(n / beadsWhileStarting)
  if (stride <= 1) return points
  return points.filter((_, i) => Math.floor(i / 3) % stride === 0)
}
