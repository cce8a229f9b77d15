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
import { outsideMax } from '../diagnose/thresholds.ts'
import { bestMixture, scaleDirections, together } from '../jointCurves.ts'
import type { NuisanceInput } from '../nuisance.ts'
import { exp, ln } from '../numeric/elementary.ts'
import { logSqrt2Pi, normalCdf } from '../numeric/special.ts'
import { type InputPart, placesOf } from '../parts.ts'
import { buildProblem, type ProfileNode, type ProfileNodes } from '../problem.ts'
import { goldenSection, type Rows } from './contrastFit.ts'
import { type HydrationParameters, hydrationSlopes } from './hydration.ts'
import { c1Range, contrastRange } from './hydrationRange.ts'
import { type MeasuredLibrary, profileOf, profilesOf, scaledRows } from './measured.ts'
import { c1Prior, contrastPrior, meanScales, movedFactors, type SharedHydration } from './sharedHydration.ts'

/** The nodes, and the hydration of each. */
export interface HydrationNodes extends ProfileNodes {
  hydration: HydrationParameters[]
  /** Where the hydration is held, as curve and range contradict each other: the share of its posterior that would lie outside the range. */
  outside?: number
}

/** Distance of two nodes, and the sd about each: the sum of all has a ripple of 1e-4. */
const step = 0.005
const localSd = 0.7 * step
/** So many steps beyond its range there are nodes whose lines reach into it. */
const beyond = 2
/** A node is left out where its best mixture is less probable by so many nats than the best of all. */
const hopeless = 20
/** And where its best mixture lies so many local sds away: its lines do not hold there, and a nearer node has what is there. */
const strayMax = 3

/**
 * The nodes that the curve does not rule out, looked for from the best fit both ways; one where c1 moves nothing, as in models of beads.
 * O(N K r) for each, once or twice.
 *
 * @param about the best fit
 * @param line its directions
 */
export function hydrationNodes(
  library: MeasuredLibrary,
  about: SharedHydration,
  line: NuisanceInput,
): HydrationNodes {
  const sd = line.sd[0] > 0 ? localSd : 0
  const c1s = sd > 0 ? c1Grid() : [{ c1: about.c1, logPrior: 0 }]
  const found = new Map<number, Found>()
  const find = (n: number, near: SharedHydration) => {
    const node = findNode(library, { ...near, c1: c1s[n].c1 }, [sd, line.sd[1]], c1s[n].logPrior)
    found.set(n, node)
    return node
  }
  const first = nearest(c1s, about.c1)
  let best = find(first, about)
  const isHopeless = ({ cost }: Found) => cost > best.cost + hopeless * best.spread
  const isStray = (n: number) => {
    const { stray } = found.get(n)!
    return Math.abs(stray) > strayMax && c1s[n + Math.sign(stray)] !== undefined
  }
  for (const direction of [1, -1])
    for (let n = first + direction; c1s[n]; n += direction) {
      const [before, last] = [n - 2 * direction, n - direction].map(place => found.get(place)?.hydration)
      const contrast = clamp(last!.contrast + (before ? last!.contrast - before.contrast : 0), contrastRange)
      const node = find(n, { ...last!, contrast })
      if (!isStray(n) && (isStray(first) || node.cost < best.cost)) best = node
      if (isHopeless(node)) break
    }
  const likely = [...found.keys()].filter(n => !isHopeless(found.get(n)!)).sort((a, b) => a - b)
  const inside = bestInside(library, best, line)
  if (inside && inside.outside > outsideMax) {
    const { held, outside } = inside
    return { each: [held], best: 0, hydration: [held.hydration], inRange: () => 1, outside }
  }
  const straight = likely.filter(n => !isStray(n))
  const kept = straight.length > 0 ? straight : likely
  const nodes = kept.map(n => found.get(n)!)
  return {
    each: nodes,
    best: nodes.indexOf(best),
    hydration: nodes.map(node => node.hydration),
    inRange: spread =>
      inRange(contrastPrior.mean, line.sd[1], contrastRange, spread) *
      c1s.reduce((sum, { c1, logPrior }) => sum + exp(logPrior) * inRange(c1, sd, c1Range, spread), 0),
  }
}

/**
 * Where the best fit of all lies outside the range: the best one inside, with the hydration held there, and the share of the posterior that lies
 * outside, as of a Gaussian beyond it. Lines reach outside, profiles do not: what fits there may be the curve of no hydration.
 */
function bestInside(library: MeasuredLibrary, best: Found, line: NuisanceInput): Held | null {
  const { hydration, moves } = best
  const [c1, contrast] = [hydration.c1 + moves[0], hydration.contrast + moves[1]]
  const [c1End, contrastEnd] = [clamp(c1, c1Range), clamp(contrast, contrastRange)]
  const at = (place: HydrationParameters) => findNode(library, { ...hydration, ...place }, [0, 0], 0)
  const ends: Found[] = []
  if (contrastEnd !== contrast) {
    const ofC1 = (value: number) => costInside(at({ c1: value, contrast: contrastEnd }))
    const found = line.sd[0] > 0 ? goldenSection(ofC1, ...c1Range, heldPrecision).at : hydration.c1
    ends.push(at({ c1: found, contrast: contrastEnd }))
  }
  if (c1End !== c1) {
    const found = findNode(library, { ...hydration, c1: c1End }, [0, line.sd[1]], 0)
    ends.push(at({ c1: c1End, contrast: found.hydration.contrast }))
  }
  if (ends.length === 0) return null
  const held = ends.reduce((least, each) => (costInside(each) < costInside(least) ? each : least))
  const rise = costInside(held) - (best.chi2 + squared(hydration.c1, c1Prior))
  return { held, outside: rise > 0 ? normalCdf(Math.sqrt(rise / best.spread)) : 0 }
}

/** c1 that is held is found to 0.0002, a quarter of what the most precise curves tell. */
const heldPrecision = 0.002

interface Held {
  held: Found
  outside: number
}

const squared = (value: number, { mean, sd }: { mean: number; sd: number }) => ((value - mean) / sd) ** 2

/** chi2 of a hydration that is held, with its prior. */
const costInside = ({ chi2, hydration: { c1, contrast } }: Found) =>
  chi2 + squared(c1, c1Prior) + squared(contrast, contrastPrior)

/** Values of c1 with which the sum of the local priors is the prior of c1 within its range. */
function c1Grid(): { c1: number; logPrior: number }[] {
  const { mean, sd } = c1Prior
  const rest = Math.sqrt(sd * sd - localSd * localSd)
  const reach = Math.round((c1Range[1] - mean) / step) + beyond
  return Array.from({ length: 2 * reach + 1 }, (_, n) => {
    const offset = (n - reach) * step
    return { c1: mean + offset, logPrior: ln(step / rest) - logSqrt2Pi - 0.5 * (offset / rest) ** 2 }
  })
}

function nearest(nodes: { c1: number }[], c1: number): number {
  const distances = nodes.map(node => Math.abs(node.c1 - c1))
  return distances.indexOf(Math.min(...distances))
}

/** The probability of a range before the data, with errors `spread` times f0; 1 of what does not move. */
function inRange(mean: number, sd: number, range: readonly [number, number], spread: number): number {
  if (sd === 0) return 1
  const [below, within] = range.map(end => normalCdf((end - mean) / (sd * spread)))
  return within - below
}

const clamp = (value: number, [from, to]: readonly [number, number]) => Math.min(to, Math.max(from, value))

interface Found extends ProfileNode {
  hydration: SharedHydration
  /** Minus the logarithm of its probability with the best mixture, and by how much a misfit would raise the variance of the errors. */
  cost: number
  spread: number
  /** chi2 of its best mixture, and what that moves along the directions. */
  chi2: number
  moves: Float64Array
  /** How far its best mixture lies from its c1, in local sds. */
  stray: number
}

/** The contrast of a node is looked for until it moves by less than this, in e/A^3: a few hundredths of its prior's sd. */
const settled = 2e-4
/** And further curves until their scales move by less than this share. */
const factorSettled = 1e-3
const roundsMax = 5

/** The node of a c1, about the contrast that fits best there; looked for from `near`, whose mixture is good there. */
function findNode(
  library: MeasuredLibrary,
  near: SharedHydration,
  sds: [c1: number, contrast: number],
  logPrior: number,
): Found {
  const { names, curve, parts } = library
  let about = near
  for (let round = 1; ; round++) {
    const { c1, contrast, factors } = about
    const rows = scaledRows(library, factors)
    const profiles = profilesOf(names, rows, curve.q, about)
    const nuisance = linesAbout(library, rows, about, profiles.values, sds)
    const problem = buildProblem({ curve, parts, profiles, nuisance })
    const { amounts, moves, squared } = bestMixture(problem)
    const better = {
      c1,
      contrast: clamp(contrast + moves[1], contrastRange),
      amounts,
      factors: movedFactors(factors, moves),
    }
    const isSettled =
      Math.abs(better.contrast - contrast) <= settled &&
      factors.every((factor, m) => Math.abs(better.factors[m] / factor - 1) <= factorSettled)
    if (round < roundsMax && !isSettled) {
      about = better
      continue
    }
    const chi2 = squared + problem.reduced.outside
    return {
      profile: k => profileOf(rows[k], curve.q, { c1, contrast }),
      nuisance,
      logPrior,
      hydration: { c1, contrast, amounts, factors },
      stray: sds[0] > 0 ? moves[0] / sds[0] : 0,
      cost: chi2 / 2 - problem.logDeterminant - logPrior,
      chi2,
      moves,
      spread: problem.errorScale.logSd > 0 ? Math.max(1, chi2 / problem.pointCount) : 1,
    }
  }
}

/**
 * The directions of a node: those of a mixture, at the size that fits each curve, without what they have of its own curve, which the scale of
 * that curve takes up.
 */
function linesAbout(
  library: MeasuredLibrary,
  rows: Rows[],
  about: SharedHydration,
  values: Float64Array,
  sds: [c1: number, contrast: number],
): NuisanceInput {
  const { curve, parts } = library
  const { q, intensity } = curve
  const { c1, contrast, amounts } = about
  const mixture = q.map((_, i) => amounts.reduce((sum, u, k) => sum + u * values[i * amounts.length + k], 0))
  const slopes = hydrationSlopes(rows, q, about, amounts)
  const directions = new Float64Array(2 * q.length)
  const fitted = new Float64Array(q.length)
  for (const part of placesOf(parts)) {
    const square = productIn(part, curve, mixture, mixture)
    // A mixture of nothing, where no model fits at all, has no directions.
    const inMixtures = (values: Float64Array) =>
      square > 0 ? productIn(part, curve, values, mixture) / square : 0
    const size = inMixtures(intensity)
    for (const at of [0, q.length]) {
      const slope = slopes.subarray(at, at + q.length)
      const share = inMixtures(slope)
      for (let i = part.from; i < part.to; i++) directions[at + i] = size * (slope[i] - share * mixture[i])
    }
    for (let i = part.from; i < part.to; i++) fitted[i] = size * mixture[i]
  }
  const hydration = {
    directions,
    mean: Float64Array.of(0, sds[1] > 0 ? contrastPrior.mean - contrast : 0),
    sd: Float64Array.from(sds),
    lower: Float64Array.of(c1Range[0] - c1, contrastRange[0] - contrast),
    upper: Float64Array.of(c1Range[1] - c1, contrastRange[1] - contrast),
  }
  if (parts.length === 1) return hydration
  const total = amounts.reduce((sum, u) => sum + u, 0)
  return together(hydration, scaleDirections(parts, fitted, total, meanScales(library, rows, about).slice(1)))
}

/** sum a_i b_i / sigma_i^2 over the points in use of one curve. */
function productIn(
  { from, to, qMin = 0, qMax = qMaxByDefault }: InputPart & { from: number; to: number },
  { q, sigma }: Curve,
  a: Float64Array,
  b: Float64Array,
): number {
  let sum = 0
  for (let i = from; i < to; i++) if (q[i] >= qMin && q[i] <= qMax) sum += (a[i] * b[i]) / sigma[i] ** 2
  return sum
}
