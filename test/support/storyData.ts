/** Made-up but realistic facts for looking at pages: a two-domain protein, 20 conformers, four of them real. */

import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type {
  Details,
  Distribution,
  EvidenceEstimate,
  EvidenceResult,
  FirstAnswer,
  ModelResult,
  ObservableResult,
  PairDistances,
  PointAnswer,
  Result,
  Settling,
  Species,
  Summary,
} from '#src/ensemble/contract.ts'
import { distributionOf } from '#src/ensemble/posterior/distributions.ts'
import { shareAboveOf } from '#src/ensemble/posterior/shareAbove.ts'
import type { EnsembleTraces } from '#src/ensemble/structures/traces.ts'
import type { TabledSummary } from '#src/method/summary.ts'
import type { RunStatus } from '#views/analyses/statusPanel.tsx'
import type { AnalysisRow } from '#views/analyses/table.tsx'
import { blankForm, type Frame } from '#views/frame.ts'
import type { StudyInspection } from '#views/studies/inspection.ts'
import type { StudyAllowance, StudyRow } from '#views/studies/list.tsx'
import { drawsOfWeights } from './drawsOfWeights.ts'

export const now = new Date('2026-11-22T20:15:06Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

const viewer = {
  firstName: 'Rosalind',
  lastName: 'Franklin',
  email: 'rf@kcl.ac.uk',
  isSuperuser: true,
  isToured: false,
}
export const frameAt = (path: string, facts: Partial<Frame> = {}): Frame => ({
  path,
  viewer,
  csrf: 'token',
  now,
  ...facts,
})
export { blankForm }

/** A small generator of our own (mulberry32), so that the pictures are the same every time. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

export const limits: StudyAllowance = {
  studies: { used: 3, limit: 20 },
  analyses: { used: 17, limit: 100 },
  bytes: 212_000_000,
}

const files = [
  { name: 'lysozyme.dat', bytes: 41_230, meaning: 'experimental curve' },
  { name: 'conformers.zip', bytes: 9_412_004, meaning: 'structural library' },
]

export const studies: StudyRow[] = [
  {
    id: 7,
    name: 'Linker ensemble',
    createdAt: ago(26),
    models: 20,
    points: 301,
    bytes: 9_453_234,
    analyses: 3,
    results: 1,
    expiresAt: new Date(now.getTime() + 12 * 86_400_000),
    files,
  },
  {
    id: 6,
    name: 'Calmodulin, 1 mM Ca',
    createdAt: ago(60 * 30),
    models: 500,
    points: 868,
    bytes: 88e6,
    analyses: 2,
    files,
  },
  {
    id: 2,
    name: 'Lysozyme',
    createdAt: ago(60 * 24 * 40),
    models: 1,
    points: 1042,
    bytes: 120_334,
    analyses: 0,
    files,
  },
]

const parameters = [
  { name: 'Weight threshold', value: '0.01' },
  { name: 'Iterations', value: '2,000' },
  { name: 'Chains', value: '4' },
  { name: 'Hydration shell', value: 'one for the whole library' },
]

const study = { id: 7, name: 'Linker ensemble' }
export const analyses: AnalysisRow[] = [
  { id: 31, name: 'Defaults', study, state: 'done', parameters, createdAt: ago(20) },
  { id: 32, name: 'No selection', study, state: 'running', share: 0.72, parameters, createdAt: ago(4) },
  { id: 33, name: 'Threshold 0.05', study, state: 'waiting', parameters, createdAt: ago(1) },
  { id: 30, name: 'First try', study, state: 'failed', parameters, createdAt: ago(120) },
  { id: 29, name: 'Mistake', study, state: 'cancelled', parameters, createdAt: ago(140) },
]

export const status: RunStatus = {
  id: 32,
  name: 'No selection',
  state: 'running',
  createdAt: ago(4),
  startedAt: ago(3),
  ahead: null,
  progress: { stage: 'sampling', done: 1440, total: 2000, message: 'Sampling weights, chain 3 of 4' },
  share: 0.72,
  secondsLeft: 48,
}

const summary = (mean: number, sd: number): Summary => ({
  mean,
  sd,
  mcse: sd / 45,
  q025: Math.max(0, mean - 1.9 * sd),
  q50: mean,
  q975: mean + 2.1 * sd,
  essBulk: 1830,
  essTail: 1422,
  rhat: 1.0021,
})

const weights = [
  0.02, 0.41, 0.004, 0.0, 0.27, 0.01, 0.005, 0.17, 0.0, 0.003, 0.07, 0.012, 0, 0.004, 0, 0.01, 0.002, 0, 0.01,
  0,
]
/** Of each model without its shell, A: the ensemble is as large as the curve. */
const sizes = (() => {
  const random = seeded(3)
  return weights.map(() => {
    const rg = 28 + 3 * normal(random)
    return { rg, dmax: 2.95 * rg + 2 * normal(random) }
  })
})()

/** Of all of them, as the example has it. */
const truth = {
  ...Object.fromEntries(weights.map((_, i) => [`conformer-${String(i + 1).padStart(3, '0')}.pdb`, 0])),
  'conformer-002.pdb': 0.45,
  'conformer-005.pdb': 0.25,
  'conformer-008.pdb': 0.2,
  'conformer-011.pdb': 0.1,
}

/** A result with what is known of its models: the more extended, the less weight. */
export function outcomeOf(facts: Parameters<typeof resultOf>[0] = {}): AnalysisOutcome {
  const result = resultOf(facts)
  const { largest, sample } = result.details!
  const guinier = { rg: 26.31, rgError: 0.21, i0: result.fit.model[0]!, i0Error: 0.01, from: 0, to: 12 }
  return { result, truth, sizes, guinier, traces: traces(), sample: { models: largest, weights: sample! } }
}

/** The same of two curves that were fitted together. */
export function severalCurves(): AnalysisOutcome {
  const outcome = outcomeOf()
  const { result } = outcome
  const { fit, details, background = null, errorScale = null, points, models } = result
  const misfit = { chi2: 312, degrees: 290, p: 0.18 }
  const first = { name: 'lysozyme.dat', fit, modelBand: details!.modelBand, relativeScale: summary(1, 0.01) }
  const { distances = pairDistances() } = result
  const saxs = { ...first, misfit, posteriorPredictiveP: 0.4, background, errorScale, points, distances }
  const dark = (values: number[]) => values.slice(0, 120).map(value => 0.004 * value)
  const bandOf = ({ lower, upper }: typeof fit.band) => ({ lower: dark(lower), upper: dark(upper) })
  const sans = {
    ...saxs,
    name: 'lysozyme-d2o.dat',
    fit: {
      ...fit,
      q: fit.q.slice(0, 120),
      intensity: dark(fit.intensity),
      sigma: dark(fit.sigma),
      model: dark(fit.model),
      band: bandOf(fit.band),
      chi2PerPoint: 1.12,
      cormap: { n: 120, c: 7, p: 0.61 },
    },
    misfit: { chi2: 134, degrees: 117, p: 0.14 },
    points: points && { ...points, read: 120, used: 120 },
    distances: distances && {
      ...distances,
      ...{ data: dark(distances.data), sd: dark(distances.sd), ensemble: dark(distances.ensemble) },
      ...{ i0: 0.504, i0Error: 0.002, mass: null },
    },
    modelBand: bandOf(details!.modelBand),
    background: null,
    neutrons: { d2o: 0.9, exchange: 0.9, deuteration: 0, deuteratedChains: [], smeared: true },
  }
  const alone = [saxs, sans].map(({ name }) => ({
    name,
    evidence: { log: 300, error: 0.1 },
    chi2PerPoint: 1.01,
    weights: models.map(({ weight }) => ({ mean: weight.mean, sd: 1.4 * weight.sd })),
    converged: true,
  }))
  const agreement = {
    logBayesFactor: 5.6,
    error: 0.12,
    interval: { lower: 5.2, upper: 5.9 },
    grade: 'good' as const,
    words: 'The curves agree on one ensemble.',
    alone,
  }
  return { ...outcome, result: { ...result, curves: [saxs, sans], agreement } }
}

/** The same with hundreds of models, whose names are numbers. */
export function manyModels(count = 500): AnalysisOutcome {
  const few = outcomeOf()
  const models = Array.from({ length: count }, (_, k): ModelResult => {
    const model = few.result.models[k % weights.length]!
    return k < weights.length
      ? { ...model, selected: true }
      : {
          ...model,
          name: String(k),
          selected: true,
          weight: summary(0.0004, 0.0009),
          // As of more than 1,000 models.
          possible: k < 1000 ? model.possible && { ...model.possible, lower: 0, upper: 0.02 } : undefined,
        }
  })
  const sizes = models.map((_, k) => few.sizes[k % weights.length]!)
  const inputs = models.map(({ name }) => ({ ...few.result.inputs[0]!, name }))
  // As `sample.json` has them: the 500 heaviest.
  const drawn = new Map(few.sample!.models.map((name, k) => [name, few.sample!.weights[k]!]))
  const light = few.sample!.weights.at(-1)!.map(weight => 0.1 * weight)
  const names = models.slice(0, 500).map(({ name }) => name)
  const sample = { models: names, weights: names.map(name => drawn.get(name) ?? light) }
  const { elbo, rounds, ...selection } = few.result.variational!
  const variational = {
    ...selection,
    ...{ elbo, selected: models.map(({ name }) => name), recalled: [] },
    rounds: [{ ...rounds.at(-1)!, models: count }],
  }
  // Every model is in one of the groups by structure.
  const details = few.result.details && {
    ...few.result.details,
    weightDropped: 0,
    groupings: few.result.details.groupings?.map(grouping => ({
      ...grouping,
      groups: grouping.groups.map((group, g, { length }) => ({
        ...group,
        models: models.filter((_, k) => k % length === g).map(({ name }) => name),
      })),
    })),
  }
  return {
    ...few,
    result: { ...few.result, models, inputs, details, variational },
    sizes,
    sample,
    truth: null,
  }
}

export function resultOf({
  points = 301,
  converged = true,
  chi2PerPoint = 1.04,
  chi2P = 0.28,
  /** With energies and chemical shifts. */
  extras = false,
} = {}): Result {
  const random = seeded(7)
  const q = Array.from({ length: points }, (_, i) => 0.008 + (0.492 * i) / (points - 1))
  const model = q.map(at => 120 * Math.exp(-((at * 26) ** 2) / 3) + 6 / (1 + (at * 18) ** 2.4) + 0.02)
  const sigma = model.map((value, i) => 0.008 * value + 0.02 + 0.06 * (i / points) ** 2)
  const intensity = model.map((value, i) => value + sigma[i]! * normal(random))
  const models = weights.map((mean, i) => ({
    name: `conformer-${String(i + 1).padStart(3, '0')}.pdb`,
    selected: mean > 0.001,
    weight: {
      ...summary(mean, 0.012 + mean * 0.11),
      ...(i === 10 && !converged ? { rhat: 1.043, essBulk: 211 } : {}),
    },
    possible: { lower: Math.max(0, mean - 0.06 - mean * 0.4), upper: mean + 0.04 + mean * 0.3 },
  }))
  const left = models.filter(one => one.selected).map(one => one.name)
  return {
    program: { name: 'bioce-web', version: '0.1.0' },
    seed: 20261122,
    parameters: { threshold: 0.01, iterations: 2000, chains: 4 },
    inputs: [{ name: 'lysozyme.dat', sha256: '9f2c5e8a1b3d4f60718293a4b5c6d7e8f9', bytes: 41230 }],
    models,
    scale: summary(1.0213e-6, 2.1e-9),
    chi2: summary(313.2, 4.1),
    fit: {
      q,
      intensity,
      sigma,
      model,
      band: {
        lower: model.map((value, i) => value - 2.05 * sigma[i]!),
        upper: model.map((value, i) => value + 2.05 * sigma[i]!),
      },
      chi2PerPoint,
      chi2P,
      jsd: 0.143,
      cormap: { n: points, c: 9, p: 0.44 },
    },
    evidence: {
      log: 86.372,
      error: 0.041,
      runs: 4,
      interval: { lower: 86.242, upper: 86.502 },
      method: 'BAR over the temperature ladder',
      scalePrior: 'half-normal',
      check: {
        log: 86.39,
        error: 0.09,
        runs: 8,
        interval: { lower: 86.177, upper: 86.603 },
        method: 'sequential Monte Carlo from the prior',
      },
    },
    variational: {
      elbo: 84.1,
      prior: 0.5,
      alpha: [],
      selected: left.slice(0, -2),
      recalled: left.slice(-2),
      rounds: [
        { models: 20, elbo: 71.33, chi2PerPoint: 1.021 },
        { models: 16, elbo: 79.9, chi2PerPoint: 1.028 },
        { models: left.length - 2, elbo: 84.1, chi2PerPoint: 1.036 },
      ],
    },
    sampler: {
      chains: 4,
      draws: 8000,
      converged,
      reasons: converged ? [] : ['R-hat of conformer-011.pdb is 1.043'],
      cpuSeconds: 23.4,
    },
    hydration: { mode: 'shared', c1: 1.01, contrast: 0.0124, c1Sd: 0.003, contrastSd: 0.0005 },
    background: { priorSd: 0.4, amount: summary(0.12, 0.05), share: 0.00095, logBayesFactor: 1.4 },
    errorScale: { reference: 1.08, priorLogSd: 0.2, scale: summary(1.06, 0.06) },
    distances: pairDistances(),
    energies: extras ? { spread: 3.1, temperature: summary(4.2, 2.4), ignored: 0.06 } : null,
    ...(extras && { mixture: monomerAndDimer, observables: measuredBeside, boundsOutside: 0.12 }),
    timings: {},
    details: {
      ...detailsOf(models, points, random),
      ...curvesBeside(model, sigma, q),
      ...(extras ? { shiftChi2: summary(61.2, 2.3), energyParameter: summary(0.6, 0.4) } : {}),
    },
  }
}

const share = (mean: number, sd = 0.02) => ({ mean, q025: mean - 2 * sd, q975: mean + 2 * sd })
const measuredBeside: ObservableResult[] = [
  {
    name: 'DEER 12-88',
    average: 'linear',
    kind: 'mean',
    measured: 34.5,
    error: 2,
    ensemble: { mean: 36.1, q025: 33.9, q975: 38.4 },
    residual: 0.8,
  },
  {
    name: 'NOE 5-71',
    average: 'r^-6',
    kind: 'upper',
    measured: 6,
    error: 0.5,
    ensemble: { mean: 5.2, q025: 4.9, q975: 5.7 },
    residual: 0,
  },
  {
    name: 'Rh',
    average: 'linear',
    kind: 'lower',
    measured: 21,
    error: 0,
    ensemble: { mean: 20.4, q025: 19.8, q975: 20.9 },
    residual: null,
  },
]

const monomerAndDimer: Species[] = [
  {
    name: 'conformer-002.pdb',
    models: 14,
    mass: 17_640,
    volume: 21_340,
    numberFraction: share(0.8),
    massFraction: share(0.667),
    volumeFraction: share(0.667),
  },
  {
    name: 'dimer.pdb',
    models: 1,
    mass: 35_280,
    volume: 42_680,
    numberFraction: share(0.2),
    massFraction: share(0.333),
    volumeFraction: share(0.333),
  },
]

/** Of two domains. */
function pairDistances(): PairDistances {
  const r = Array.from({ length: 61 }, (_, i) => 1.5 * i)
  const hump = (at: number, by: number, x: number) => Math.exp(-(((x - at) / by) ** 2))
  const of = (x: number) => 2.6 * Math.sin((Math.PI * x) / 90) * (hump(28, 16, x) + 0.35 * hump(58, 14, x))
  return {
    r,
    data: r.map(of),
    sd: r.map((x, i) => (i === 0 || i === 60 ? 0 : 0.02 + 0.03 * hump(60, 30, x))),
    ensemble: r.map((x, i) => of(x) * (1 + 0.04 * Math.sin(i / 4))),
    dmax: 90,
    dmaxMean: 85.2,
    dmaxSd: 2.4,
    rg: 26.5,
    rgError: 0.12,
    i0: 126.1,
    i0Error: 0.3,
    mass: 41_300,
  }
}

/** The band of the curve itself, and a single model that is too compact. */
function curvesBeside(model: number[], sigma: number[], q: number[]): Partial<Details> {
  const moved = (by: number) => model.map((value, i) => value + by * sigma[i]!)
  const curve = model.map((value, i) => value * (1 + 0.06 * Math.sin(14 * q[i]!)))
  return {
    modelBand: { lower: moved(-0.4), upper: moved(0.4) },
    bestSingle: { name: 'conformer-005.pdb', curve, chi2PerPoint: 3.72 },
  }
}

function detailsOf(models: ModelResult[], points: number, random: () => number): Details {
  const ranked = models.toSorted((a, b) => b.weight.mean - a.weight.mean).slice(0, 12)
  const walk = (mean: number, sd: number) => {
    let value = 0
    return Array.from({ length: 200 }, () =>
      Math.max(0, mean + sd * (value = 0.4 * value + 0.9 * normal(random))),
    )
  }
  const quantities = [
    ...[
      { name: 'scale', mean: 1.0213e-6, sd: 2.1e-9 },
      { name: 'chi2', mean: 313.2, sd: 4.1 },
    ],
    ...ranked.slice(0, 4).map(({ name, weight: { mean, sd } }) => ({ name, mean, sd })),
  ]
  const group = (names: number[], mean: number, sd: number) => ({
    models: names.map(i => ranked[i]!.name),
    weight: summary(mean, sd),
    diameter: names.length > 1 ? 0.8 : 0,
  })
  return {
    numericalRank: 9,
    distributions: distributions(models),
    leastSquares: leastSquares(models),
    pointsLeftOut: 0,
    referenceScale: 1e-6,
    scalePriorSd: 1e-5,
    priorExponent: 0.05,
    modelBand: { lower: [], upper: [] },
    chi2PerDegree: 1.043,
    chi2MeanPerPoint: 1.05,
    chi2ByRegion: [0.97, 1.1, 0.92, 1.31, 0.88].map((chi2PerPoint, i) => ({
      qMin: 0.008 + i * 0.098,
      qMax: 0.106 + i * 0.098,
      points: Math.floor(points / 5) + (i < 4 ? 0 : points % 5),
      chi2PerPoint,
    })),
    posteriorPredictiveP: 0.41,
    largest: ranked.map(model => model.name),
    correlations: ranked.flatMap((_, i) =>
      ranked.map((_, j) => (i === j ? 1 : -0.85 / (1 + Math.abs(i - j) ** 1.5) + (i + j) * 0.02)),
    ),
    sample: sampleOf(ranked, random),
    densities: ranked.map(({ weight }) =>
      Array.from(
        { length: 50 },
        (_, i) =>
          Math.round(
            1e3 * Math.exp(-0.5 * (((i + 0.5) / 50 - weight.mean) / Math.max(weight.sd, 0.01)) ** 2),
          ) / 1e3,
      ),
    ),
    clusters: [
      group([0], 0.41, 0.06),
      group([1], 0.27, 0.04),
      group([2], 0.17, 0.03),
      group([3, 4, 5, 6, 7], 0.12, 0.02),
    ],
    ...groupsAndDirections(ranked),
    traces: quantities.map(({ name, mean, sd }) => ({
      name,
      chains: [0, 1, 2, 3].map(() => walk(mean, sd)),
    })),
    ranks: quantities.map(({ name }) => ({
      name,
      chains: [0, 1, 2, 3].map(() => Array.from({ length: 20 }, () => 90 + Math.round(20 * random()))),
    })),
    loo: {
      elpd: 612.4,
      se: 14.2,
      effectiveParameters: 6.1,
      paretoK: Array.from({ length: points }, () => 0.4 * random()),
    },
    waic: { elpd: 612.1, effectiveParameters: 6.3 },
    ladder: { betas: [1, 0.5, 0], swaps: [0.4, 0.5] },
    shiftChi2: null,
    energyParameter: null,
    weightDropped: 0.03,
  }
}

/** Of sizes and an angle, from draws about the weights of the models. */
function distributions(models: ModelResult[]): Distribution[] {
  const random = seeded(11)
  const rows = Array.from({ length: 200 }, () => {
    const amounts = models.map(({ weight }) => Math.max(0, weight.mean + weight.sd * normal(random)))
    const whole = amounts.reduce((sum, amount) => sum + amount, 0)
    return amounts.map(amount => amount / whole)
  })
  const draws = drawsOfWeights(rows)
  const columns = [...models.keys()]
  const rg = sizes.map(size => size.rg)
  return [
    { name: 'rg', unit: 'Å', values: rg },
    { name: 'dmax', unit: 'Å', values: sizes.map(size => size.dmax) },
    { name: 'end_to_end', unit: 'Å', values: rg.map(value => 2.2 * value + 6 * normal(random)) },
    { name: 'hinge angle', unit: 'deg', values: models.map(() => 90 + 25 * normal(random)) },
  ].map(property => {
    const found = distributionOf(property, columns, draws)
    return { ...found, above: shareAboveOf(property, found.edges, columns, draws) }
  })
}

/** By structure and by a column, and two directions in which the curves differ. */
function groupsAndDirections(ranked: ModelResult[]): Pick<Details, 'groupings' | 'directions'> {
  const half = Math.ceil(ranked.length / 2)
  const [first, second] = [ranked.slice(0, half), ranked.slice(half)].map(half =>
    half.map(({ name }) => name),
  )
  const groups = (['structure', 'column'] as const).map(by =>
    ([first!, second!] as const).map((models, g) => ({
      label: by === 'column' ? ['open', 'closed'][g]! : null,
      models,
      weight: summary(g === 0 ? 0.81 : 0.19, 0.03),
      possible: { lower: 0.1, upper: 0.9 },
      diameter: by === 'column' ? null : 7.4,
      rg: { lower: 24 + 3 * g, upper: 27.4 + 3 * g },
    })),
  )
  const q = Array.from({ length: 60 }, (_, i) => 0.008 + (0.492 * i) / 59)
  return {
    groupings: [
      { by: 'structure', name: 'structure', groups: groups[0]! },
      { by: 'column', name: 'hinge', groups: groups[1]! },
    ],
    directions: {
      determined: 2,
      leading: [40, 6].map((spread, d) => ({
        spread,
        ensemble: { mean: 0.4 - d, q025: 0.2 - d, q975: 0.6 - d },
        follows: { name: 'rg', correlation: d === 0 ? 0.96 : 0.3 },
        curve: { q, change: q.map(at => spread * Math.sin((20 + 20 * d) * at) * Math.exp(-8 * at)) },
      })),
    },
  }
}

/** Draws in which the two largest weights trade with one another. */
function sampleOf(ranked: ModelResult[], random: () => number): number[][] {
  const trade = Array.from({ length: 400 }, () => normal(random))
  return ranked.map(({ weight: { mean, sd } }, place) =>
    trade.map(z =>
      Math.max(0, mean + sd * ((place === 0 ? -0.9 : place === 1 ? 0.9 : 0) * z + 0.5 * normal(random))),
    ),
  )
}

/** Chains that begin together and spread, one for each of the heaviest models. */
function traces(): EnsembleTraces {
  const models = resultOf().models.toSorted((a, b) => b.weight.mean - a.weight.mean)
  return {
    kind: 'atoms',
    models: models.slice(0, 12).map(({ name, weight }, k) => {
      let [x, y, z] = [0, 0, 0]
      const chain = Array.from({ length: 70 }, (_, i) => {
        const bend = Math.max(0, Math.min(1, (i - 30) / 15)) * (k - 5) * 0.18
        ;[x, y, z] = [x + 1.5 * Math.cos(bend), y + 1.5 * Math.sin(bend), z]
        return [x, y + 2.3 * Math.cos(i * 1.745), 2.3 * Math.sin(i * 1.745)]
      })
      return { name, weight: weight.mean, stretches: [chain.flat()] }
    }),
  }
}

/** A bundle of C-alpha helices, one for each model with weight, as the server's ensemble.pdb has them. */
export function ensemblePdb(): string {
  const atom = (serial: number, residue: number, [x, y, z]: number[]) =>
    `ATOM  ${String(serial).padStart(5)}  CA  ALA A${String(residue).padStart(4)}    ${[x, y, z].map(v => v!.toFixed(3).padStart(8)).join('')}  1.00  0.00           C`
  return resultOf()
    .models.flatMap((model, index) => {
      if (!model.selected) return []
      const turn = index * 0.6
      const axis = [0, 0, 0]
      const atoms = Array.from({ length: 70 }, (_, i) => {
        const bend = Math.max(0, Math.min(1, (i - 30) / 15)) * (0.4 + 0.08 * index)
        axis[0]! += 1.5 * Math.sin(bend) * Math.cos(turn)
        axis[1]! += 1.5 * Math.sin(bend) * Math.sin(turn)
        axis[2]! += 1.5 * Math.cos(bend)
        const [x, y, z] = axis as [number, number, number]
        return atom(i + 1, i + 1, [x + 2.3 * Math.cos(i * 1.745), y + 2.3 * Math.sin(i * 1.745), z])
      })
      const number = String(index + 1).padStart(4)
      const remark = `REMARK   6 MODEL ${number} WEIGHT ${model.weight.mean.toFixed(6)} SD ${model.weight.sd.toFixed(6)} ${model.name}`
      return [remark, `MODEL     ${number}`, ...atoms, 'ENDMDL']
    })
    .join('\n')
}

export const resultFiles = [
  { name: 'weights.csv', bytes: 2_310, meaning: 'weights with intervals and diagnostics' },
  { name: 'fit.fit', bytes: 24_880, meaning: 'q, data, error and ensemble' },
  { name: 'result.json', bytes: 88_130, meaning: 'everything on this page, for programs' },
  {
    name: 'ensemble.pdb',
    bytes: 1_004_120,
    meaning: 'the models of the ensemble, superposed, with their weights',
  },
  { name: 'draws.csv.gz', bytes: 524_551, meaning: 'all posterior draws' },
]

export const analysis = { id: 31, name: 'Defaults', finishedAt: ago(19), parameters }

/** By both methods. */
export const evidenceLessBy = (evidence: EvidenceResult, by: number) => ({
  ...evidence,
  ...lessBy(evidence, by),
  check: evidence.check && { ...evidence.check, ...lessBy(evidence.check, by) },
})
const lessBy = ({ log, interval }: EvidenceEstimate, by: number) => ({
  log: log - by,
  ...(interval && { interval: { lower: interval.lower - by, upper: interval.upper - by } }),
})

/** A row of the table of results. */
export const summaryOf = (chi2PerPoint: number): TabledSummary => ({
  chi2PerPoint,
  converged: chi2PerPoint > 1,
  code: chi2PerPoint > 1 ? 'explained' : 'not-converged',
  points: 301,
  errorScale: 1.04,
  effectiveModels: { mean: 3.2, q025: 2.1, q975: 4.4 },
  rg: { mean: 25.31, q025: 24.9, q975: 25.8 },
  evidence: { log: -151.2, reach: 0.4 },
})

/** Two analyses of one curve: the second prefers other weights and has less evidence. */
export function sidesOf() {
  const result = resultOf()
  const models = result.models.map((model, i) => ({
    ...model,
    weight: i === 1 ? summary(0.2, 0.04) : i === 4 ? summary(0.46, 0.05) : model.weight,
  }))
  const evidence = evidenceLessBy(result.evidence!, 6.2)
  const other = { ...analysis, id: 28, name: 'No selection' }
  const changed = parameters.map(each => (each.name === 'Chains' ? { ...each, value: '8' } : each))
  return [
    { ...analysis, result },
    { ...other, parameters: changed, result: { ...result, models, evidence } },
  ] as [typeof analysis & { result: Result }, typeof analysis & { result: Result }]
}

export function inspectionOf(count = 1): StudyInspection {
  const { fit } = resultOf()
  const { ensemble: _, data, ...measuredDistances } = pairDistances()
  return {
    curves: [
      {
        fileName: 'lysozyme.dat',
        q: fit.q,
        intensity: fit.intensity,
        sigma: fit.sigma,
        unit: '1/nm' as const,
        guinier: { rg: 26.31, rgError: 0.21, i0: 126.4, i0Error: 0.5, from: 0, to: 27 },
        scatter: 1.04,
        channels: 13.4,
        dmax: 85,
        distances: { ...measuredDistances, p: data },
      },
      {
        fileName: 'lysozyme-d2o.dat',
        q: fit.q,
        intensity: fit.intensity.map(value => 0.004 * value),
        sigma: fit.sigma.map(value => 0.004 * value),
        unit: '1/A' as const,
        guinier: { rg: 25.2, rgError: 0.6, i0: 0.506, i0Error: 0.004, from: 0, to: 27 },
        scatter: 0.97,
        channels: 13.4,
        dmax: 85,
        reading: { format: 'columns of text', rows: fit.q.length, errors: 'in the file', hasDq: true },
        radiation: 'neutrons' as const,
        d2o: 0.9,
      },
    ].slice(0, count),
    library: {
      fileName: 'conformers.zip',
      contents: {
        kind: 'atoms',
        chains: [{ name: 'A', kind: 'protein', residues: 372, from: 1, to: 372 }],
        missingAtoms: 12,
        alternates: false,
      },
      models: weights.map((_, i) => ({
        name: `conformer-${String(i + 1).padStart(3, '0')}.pdb`,
        atoms: 2914,
        rg: sizes[i]!.rg,
      })),
    },
    warnings: [
      'The file\'s q is in "1/nm"; it was converted to 1/Å. The Rg that follows, 26 Å, suits the models.',
    ],
  }
}

/** Sets of 1 to 5 models, whose fit no longer improves after four. */
function leastSquares(models: ModelResult[]): PointAnswer {
  const heaviest = models.toSorted((a, b) => b.weight.mean - a.weight.mean)
  const setOf = (size: number, chi2PerPoint: number) => {
    const members = heaviest.slice(0, size)
    const whole = members.reduce((sum, { weight }) => sum + weight.mean, 0)
    return {
      models: members.map(({ name, weight }) => ({ name, weight: weight.mean / whole })),
      chi2PerPoint,
    }
  }
  const single = { models: [{ name: 'conformer-005.pdb', weight: 1 }], chi2PerPoint: 3.72 }
  const best = [3.72, 2.13, 1.22, 1.04, 1.03].map((chi2PerPoint, i) => ({
    ...(i === 0 ? single : setOf(i + 1, chi2PerPoint)),
    evidence: { log: 800 - 150 * (chi2PerPoint - 1) - 2 * i, error: 0.03 },
    starts: 200,
    found: 20,
  }))
  return { all: setOf(6, 1.03), best, supported: { from: 4, to: 5 } }
}

/** What the chains say on the way. */
export const settling: Settling = (() => {
  const { models, details } = resultOf({ points: 30 })
  const bin = (mean: number) => ({ mean, q025: 0.5 * mean, q975: Math.min(1, 1.5 * mean + 0.01) })
  const shares = [0.05, 0.3, 0.4, 0.15, 0.1]
  return {
    draws: 2400,
    agreement:
      'The 4 independent chains do not agree yet: R-hat of the weight of conformer-002 is 1.034, and should fall below 1.01.',
    weights: models
      .map(({ name, weight }, place) => ({ place, name, weight }))
      .sort((a, b) => b.weight.mean - a.weight.mean)
      .slice(0, 12),
    rg: {
      name: 'rg',
      unit: 'Å',
      library: { mean: 27, sd: 3, flexibility: 0.9 },
      mean: summary(26.2, 0.2),
      sd: summary(2.1, 0.2),
      flexibility: bin(0.7),
      relativeSd: bin(0.7),
      edges: [20, 22, 24, 26, 28, 30],
      libraryShares: [0.1, 0.2, 0.3, 0.25, 0.15],
      shares: shares.map(bin),
    },
    traces: details!.traces,
  }
})()

export const first: FirstAnswer = (() => {
  const { models, fit } = resultOf({ points: 150 })
  const { q, intensity, sigma, model } = fit
  return { answer: leastSquares(models), fit: { q, intensity, sigma, curve: model } }
})()
