/**
 * c1 in steps, with the exact profiles at each.
 *
 * Where the curve leaves c1 open, as with a background and models that look alike, profiles are not linear in it: a change by 0.01
 * makes the curve a fifth larger. So the prior of c1 becomes a mixture: about each node of a grid the curve is a line, and the nodes are close enough
 * for it to be right there, and for the sum of the local priors to be the stated one. Which node it is, the sampler finds out with
 * the weights. In the contrast the curve is a line about the best contrast at each c1.
 */

import type { Curve } from '../contract.ts'
import { qMaxByDefault } from '../curve/upTo.ts'
import type { NuisanceInput } from '../nuisance.ts'
import { nonNegativeLeastSquares } from '../numeric/nnls.ts'
import { logSqrt2Pi, normalCdf } from '../numeric/special.ts'
import { buildProblem, type ProblemOptions, type ProfileNode, type ProfileNodes } from '../problem.ts'
import { c1Range, contrastPowers, contrastRange, type Rows } from './contrastFit.ts'
import { type HydrationParameters, rowsAt } from './hydration.ts'
import type { Partials } from './partials.ts'
import {
  c1Prior,
  contrastPrior,
  fitSharedHydration,
  hydrationNuisance,
  type SharedHydration,
} from './sharedHydration.ts'

/** The nodes, and the hydration of each. */
export interface HydrationNodes extends ProfileNodes {
  hydration: HydrationParameters[]
}

/** Distance of two nodes, and the sd about each: the sum of all has a ripple of 1e-4. */
const step = 0.005
const localSd = 0.7 * step
/** A node is left out where its best mixture is less probable by so many nats than the best of all. */
const hopeless = 20

type Options = Pick<ProblemOptions, 'qMin' | 'qMax' | 'background' | 'errorScale'>

/**
 * The nodes that the curve does not rule out, looked for from the best fit both ways; one where c1 moves nothing, as in models of beads.
 * A few rounds of O(N K r) for each.
 *
 * @param about the best fit
 * @param line its directions
 */
export function hydrationNodes(
  partials: Partials[],
  curve: Curve,
  options: Options,
  about: SharedHydration,
  line: NuisanceInput,
): HydrationNodes {
  const library = { partials, rows: partials.map(model => rowsAt(model, curve.q)) }
  const c1s = line.sd[0] > 0 ? c1Grid() : [{ c1: about.c1, logPrior: 0 }]
  const found = new Map<number, Found>()
  const find = (n: number, from: SharedHydration) => {
    const node = findNode(library, curve, { ...options, c1: c1s[n].c1, from }, c1s[n].logPrior)
    found.set(n, node)
    return node
  }
  const first = nearest(c1s, about.c1)
  let best = find(first, about)
  const isHopeless = ({ cost }: Found) => cost > best.cost + hopeless * best.spread
  for (const direction of [1, -1])
    for (let n = first + direction; c1s[n]; n += direction) {
      const node = find(n, found.get(n - direction)!.hydration)
      if (node.cost < best.cost) best = node
      if (isHopeless(node)) break
    }
  const kept = [...found.keys()].filter(n => !isHopeless(found.get(n)!)).sort((a, b) => a - b)
  const nodes = kept.map(n => found.get(n)!)
  const contrast = { mean: contrastPrior.mean, sd: line.sd[1], range: contrastRange }
  return {
    each: nodes,
    best: nodes.indexOf(best),
    hydration: nodes.map(node => node.hydration),
    inRange: spread =>
      inRange(contrast, spread) *
      c1s.reduce(
        (sum, { c1, logPrior }) =>
          sum +
          Math.exp(logPrior) *
            inRange({ mean: c1, sd: line.sd[0] > 0 ? localSd : 0, range: c1Range }, spread),
        0,
      ),
  }
}

/** Values of c1 with which the sum of the local priors is the prior of c1; as far beyond its range as it reaches within. */
function c1Grid(): { c1: number; logPrior: number }[] {
  const { mean, sd } = c1Prior
  const rest = Math.sqrt(sd * sd - localSd * localSd)
  const reach = Math.round((c1Range[1] - c1Range[0]) / step)
  return Array.from({ length: 2 * reach + 1 }, (_, n) => {
    const offset = (n - reach) * step
    return { c1: mean + offset, logPrior: Math.log(step / rest) - logSqrt2Pi - 0.5 * (offset / rest) ** 2 }
  })
}

function nearest(nodes: { c1: number }[], c1: number): number {
  const distances = nodes.map(node => Math.abs(node.c1 - c1))
  return distances.indexOf(Math.min(...distances))
}

/** The probability of a range before the data, with errors `spread` times f0; 1 of what does not move. */
function inRange(
  { mean, sd, range }: { mean: number; sd: number; range: readonly [number, number] },
  spread: number,
): number {
  if (sd === 0) return 1
  const [below, within] = range.map(end => normalCdf((end - mean) / (sd * spread)))
  return within - below
}

interface Found extends ProfileNode {
  hydration: SharedHydration
  /** Minus the logarithm of its probability with the best mixture, and by how much a misfit would raise the variance of the errors. */
  cost: number
  spread: number
}

/** The node of a c1, about the contrast that fits best there. */
function findNode(
  { partials, rows }: { partials: Partials[]; rows: Rows[] },
  curve: Curve,
  options: Options & { c1: number; from: SharedHydration },
  logPrior: number,
): Found {
  const hydration = fitSharedHydration(partials, curve, options)
  const { c1, contrast } = hydration
  const profile = (k: number) => {
    const { constant, linear, square } = contrastPowers(rows[k], curve.q, c1)
    return constant.map((value, i) => value + contrast * (linear[i] + contrast * square[i]))
  }
  const count = partials.length
  const values = new Float64Array(count * curve.q.length)
  for (let k = 0; k < count; k++) {
    const own = profile(k)
    for (let i = 0; i < own.length; i++) values[i * count + k] = own[i]
  }
  const nuisance = aboutNode(
    hydrationNuisance(partials, curve.q, hydration),
    curve,
    options,
    mixtureOf(values, hydration),
  )
  const names = partials.map(model => model.name)
  const problem = buildProblem({ curve, profiles: { names, values }, nuisance }, options)
  const { squared } = nonNegativeLeastSquares(problem.reduced.coordinates, problem.reduced.data)
  const chi2 = squared + problem.reduced.outside
  return {
    profile,
    nuisance,
    logPrior,
    hydration,
    cost: chi2 / 2 - problem.logDeterminant - logPrior,
    spread: problem.errorScale.logSd > 0 ? Math.max(1, chi2 / problem.pointCount) : 1,
  }
}

const mixtureOf = (values: Float64Array, { amounts }: SharedHydration) =>
  Float64Array.from({ length: values.length / amounts.length }, (_, i) =>
    amounts.reduce((sum, u, k) => sum + u * values[i * amounts.length + k], 0),
  )

/** The directions of a node: with the local prior of c1, and without what they have of the best mixture's curve, which the scale takes up exactly. */
function aboutNode(
  line: NuisanceInput,
  { q, sigma }: Curve,
  { qMin = 0, qMax = qMaxByDefault }: Options,
  mixture: Float64Array,
): NuisanceInput {
  const product = (values: Float64Array) =>
    values.reduce(
      (sum, value, i) => (q[i] < qMin || q[i] > qMax ? sum : sum + (value * mixture[i]) / sigma[i] ** 2),
      0,
    )
  const square = product(mixture)
  const across = [0, 1].flatMap(p => {
    const direction = line.directions.subarray(p * q.length, (p + 1) * q.length)
    const share = product(direction) / square
    return Array.from(direction, (slope, i) => slope - share * mixture[i])
  })
  const free = line.sd[0] > 0
  return {
    ...line,
    directions: Float64Array.from(across),
    mean: Float64Array.of(0, line.mean[1]),
    sd: Float64Array.of(free ? localSd : 0, line.sd[1]),
  }
}
