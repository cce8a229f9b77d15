/**
 * The six partial intensities of one model: everything about its profile that does not depend on fitted parameters.
 *
 *     I(q) = vv + G^2 xx - 2 G vx + d^2 hh + 2 d vh - 2 G d xh,   G = G(q; c1), d the shell's contrast in e/A^3
 *
 * They are worth keeping: whatever is fitted later, nothing about the atoms need be calculated again.
 */

import { refusal } from '../faults/index.ts'
import { type DebyeKernel, nodeSpacing, rowOfPair } from '../kernels/debyeKernel.ts'
import { debyeKernel } from '../kernels/kernel.ts'
import { endToEndOf, largestDistance, molarMass, radiusOfGyration } from '../structures/measures.ts'
import { shapeOf } from '../structures/shape.ts'
import type { Structure } from '../structures/structure.ts'
import type { Beam } from './beam.ts'
import { pairSumsExactly } from './exactPairs.ts'
import { shareLattice } from './lattice.ts'
import { type Resolution, reachOf, smear } from './resolution.ts'
import { nodesFor, type Scatterers, scatterersOf } from './scatterers.ts'
import { splineFromUniform } from './spline.ts'
import { xrays } from './xrays.ts'

/** The order of the six rows of `Partials.values`. */
export const partialNames = ['vv', 'xx', 'vx', 'hh', 'vh', 'xh'] as const

/** Partial intensities of one model on its own uniform q grid of M points; plain data, may cross threads. */
export interface Partials {
  /** The model's name. */
  name: string
  kind: 'atoms' | 'beads'
  /** Number of atoms or beads. */
  atoms: number
  /** Number of hydration beads. */
  shellBeads: number
  /** Geometric radius of gyration in A. */
  rg: number
  /** Largest distance between two atoms in A. */
  dmax: number
  /** Distance between the ends of its chain in A; absent where there is no single chain. */
  endToEnd?: number
  /** What its shape is told by, as `shapeOf` has it; absent of bead models. */
  shape?: Float32Array
  /** Molar mass in g/mol, 0 for bead models. */
  mass: number
  /** Displaced volume in A^3, 0 for bead models. */
  volume: number
  /** Mean displaced radius r_m in A, 0 for bead models. */
  meanRadius: number
  /** Grid spacing in 1/A; the grid starts at 0. */
  qStep: number
  /** [6, M] row-major in the order of `partialNames`; e^2, with hh per (e/A^3)^2 and vh, xh per e/A^3. */
  values: Float64Array
  /** Absent for X-rays; with neutrons the unit is fm^2 instead of e^2. */
  radiation?: 'neutrons'
  /** How an instrument smears them where they are asked for at some q; absent where it does not. */
  resolution?: Resolution
}

/** What is wanted of `partialsOf`. */
export interface PartialsOptions {
  /** Largest q of the grid in 1/A; 0.5 unless given, at most 5. */
  qMax?: number
  /** Fewest points of the grid; 51 unless given. */
  gridPoints?: number
  /** Whether to place a hydration shell; true unless given. */
  shell?: boolean
  /** Sum over pairs one by one instead of through histograms: thousands of times slower, for checks. */
  unbinned?: boolean
}

/**
 * Calculates the partial intensities of a model: the unit of parallel work and of caching.
 *
 * Grid: M = max(51, ceil(8 qMax Dmax / pi) + 1) points with Dmax the largest distance among atoms and shell, eight times
 * as fine as the Shannon spacing. A cubic spline through them errs by 3e-5 of the curve around; at four times as fine
 * it erred by 5e-3 in the deepest minima of the shell's own scattering.
 *
 * @param kernel the inner loops; the fastest that runs here unless given, as all give the same numbers
 * @throws FaultError structure.too_wide for a model beyond 5,000 A, options.grid for an impossible qMax
 * Cost: (A + B)^2 / 2 distances for A atoms and B beads, then kinds^2 / 2 x nodes x M; memory kinds^2 / 2 x nodes.
 * Source: Debye 1915, Ann. Phys. 351, 809-823; the split into partials: Schneidman-Duhovny et al. 2013, Biophys. J. 105,
 * 962-974, equation 2, with an explicit shell instead of accessible surface.
 */
export function partialsOf(
  structure: Structure,
  options: PartialsOptions = {},
  kernel: DebyeKernel = debyeKernel(),
): Partials {
  return partialsFor(xrays, structure, options, kernel)
}

/**
 * The same for any beam: `values` are the products of each two of its parts, [parts (parts + 1) / 2, M]: those of part 0 with itself, of 1 with
 * itself and with 0, of 2 with itself, with 0 and with 1, and so on.
 */
export function partialsFor(
  beam: Beam,
  structure: Structure,
  options: PartialsOptions,
  kernel: DebyeKernel,
): Partials {
  const qMax = options.qMax ?? 0.5
  if (!(qMax > 0 && qMax <= 5)) throw refusal('options.grid', { qMax })
  const scatterers = scatterersOf(structure, beam, options.shell ?? true)
  const fewest = options.gridPoints ?? 51
  const { sums, count, step } = options.unbinned
    ? unbinnedSums(scatterers, qMax, fewest)
    : binnedSums(scatterers, qMax, fewest, kernel)
  return {
    name: structure.name,
    kind: structure.kind,
    atoms: structure.elements.length,
    shellBeads: scatterers.shell ? scatterers.shell.xyz.length / 3 : 0,
    rg: radiusOfGyration(structure.xyz),
    dmax: largestDistance(structure.xyz),
    endToEnd: endToEndOf(structure),
    shape: shapeOf(structure),
    mass: molarMass(structure),
    volume: scatterers.volume,
    meanRadius: scatterers.meanRadius,
    qStep: step,
    values: combine(scatterers, sums, count, step),
  }
}

/**
 * The six partials at any points of the grid's range, by cubic splines: [6, N] row-major.
 *
 * @param q ascending, in 1/A
 * @throws FaultError options.beyond_grid where q, or what is smeared into it, reaches beyond the grid
 */
export function partialsAt(
  { name, qStep, values, dmax, resolution }: Partials,
  q: Float64Array,
): Float64Array {
  const grid = values.length / 6
  const end = qStep * (grid - 1)
  const last = reachOf(resolution, q)
  if (last > end * (1 + 1e-9)) throw refusal('options.beyond_grid', { q: last, end }, { file: name })
  if (resolution) return smear(values, 6, qStep, q, resolution, dmax)
  const found = new Float64Array(6 * q.length)
  for (let row = 0; row < 6; row++)
    found.set(splineFromUniform(qStep, values.subarray(row * grid, (row + 1) * grid), q), row * q.length)
  return found
}

/** Sums of sinc(q r) over the pairs of each two kinds, [rows, count] row-major, on the grid 0, step, 2 step ... */
interface PairSums {
  sums: Float64Array
  count: number
  step: number
}

function binnedSums(scatterers: Scatterers, qMax: number, fewest: number, kernel: DebyeKernel): PairSums {
  const kinds = scatterers.kinds.length
  const rows = (kinds * (kinds + 1)) / 2
  const nodes = nodesFor(scatterers.points)
  const shares = kernel.sharePairs(scatterers.points, nodes)
  const { shell } = scatterers
  if (shell) shareLattice(kernel, shell.cells, shell.spacing, shares.subarray((rows - 1) * nodes))
  const count = gridPoints(fewest, qMax, lastOccupied(shares, rows, nodes) * nodeSpacing)
  const step = qMax / (count - 1)
  return { sums: kernel.transform(shares, rows, nodes, step, count), count, step }
}

function unbinnedSums(scatterers: Scatterers, qMax: number, fewest: number): PairSums {
  const count = gridPoints(fewest, qMax, nodesFor(scatterers.points) * nodeSpacing)
  const step = qMax / (count - 1)
  return { sums: pairSumsExactly(scatterers, step, count), count, step }
}

function gridPoints(fewest: number, qMax: number, dmax: number): number {
  return Math.max(fewest, Math.ceil((8 * qMax * dmax) / Math.PI) + 1)
}

function lastOccupied(shares: Float64Array, rows: number, nodes: number): number {
  for (let k = nodes - 1; k > 0; k--) {
    for (let row = 0; row < rows; row++) if (shares[row * nodes + k] !== 0) return k
  }
  return 1
}

/** The products of each two parts from the pair sums: each kind's self term, twice each pair. */
function combine(scatterers: Scatterers, sums: Float64Array, count: number, step: number): Float64Array {
  const { kinds, points } = scatterers
  const parts = kinds[0]!.amplitudes.length
  const values = new Float64Array(((parts * (parts + 1)) / 2) * count)
  const amplitudes = Array.from({ length: parts }, () => new Float64Array(kinds.length))
  for (let n = 0; n < count; n++) {
    const q = step * n
    for (let a = 0; a < parts; a++)
      for (let t = 0; t < kinds.length; t++) amplitudes[a][t] = kinds[t].amplitudes[a](q)
    for (let t = 0; t < kinds.length; t++) {
      const own = points.starts[t + 1] - points.starts[t]
      for (let u = t; u < kinds.length; u++) {
        const pairs = sums[rowOfPair(t, u, kinds.length) * count + n]
        // A pair of unlike kinds stands for two terms of the double sum, one each way round.
        const both = t === u ? own / 2 + pairs : pairs
        for (let b = 0, row = n; b < parts; b++) {
          const [ofT, ofU] = [amplitudes[b][t], amplitudes[b][u]]
          values[row] += 2 * ofT * ofU * both
          row += count
          for (let a = 0; a < b; a++, row += count)
            values[row] += (amplitudes[a][t] * ofU + amplitudes[a][u] * ofT) * both
        }
      }
    }
  }
  return values
}
