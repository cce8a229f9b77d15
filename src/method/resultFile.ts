import { type Static, type TSchema, Type } from '@sinclair/typebox'
import type { FirstAnswer, Result, Settling } from '#src/ensemble/contract.ts'
import type { EnsembleTraces } from '#src/ensemble/structures/index.ts'
import { ownFile } from '../ownFile.ts'

const number = Type.Number()
const numbers = Type.Array(number)
const text = Type.String()
const texts = Type.Array(text)
const optional = Type.Optional
export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
/** A number that may be no finite one, which JSON writes as null. */
const figure = Type.Unsafe<number>(orNull(number))
const figures = Type.Array(figure)

const summary = Type.Object({
  mean: number,
  sd: number,
  mcse: figure,
  q025: number,
  q50: number,
  q975: number,
  essBulk: figure,
  essTail: figure,
  rhat: figure,
})
const interval = Type.Object({ lower: number, upper: number })
const band = Type.Object({ lower: numbers, upper: numbers })
const estimate = {
  log: number,
  error: figure,
  runs: optional(number),
  interval: optional(interval),
  method: text,
}
const byChain = Type.Array(Type.Object({ name: text, chains: Type.Array(numbers) }))

export const verdictCode = Type.Union([
  Type.Literal('explained'),
  Type.Literal('strained'),
  Type.Literal('not-converged'),
  Type.Literal('too-few-points'),
  Type.Literal('misfit'),
])
export const intervalEstimate = Type.Object({ mean: number, q025: number, q975: number })
const distribution = Type.Object({
  name: text,
  unit: text,
  library: Type.Object({ mean: number, sd: number, flexibility: number }),
  mean: summary,
  sd: summary,
  flexibility: intervalEstimate,
  relativeSd: orNull(intervalEstimate),
  edges: numbers,
  libraryShares: numbers,
  shares: Type.Array(intervalEstimate),
  above: optional(
    Type.Object({
      from: number,
      step: number,
      library: numbers,
      mean: numbers,
      q025: numbers,
      q975: numbers,
    }),
  ),
})

const pointEnsemble = {
  models: Type.Array(Type.Object({ name: text, weight: number })),
  chi2PerPoint: number,
}

const pointAnswer = Type.Object({
  all: Type.Object(pointEnsemble),
  best: Type.Array(
    Type.Object({
      ...pointEnsemble,
      evidence: orNull(Type.Object({ log: number, error: number })),
      starts: number,
      found: number,
    }),
  ),
  supported: orNull(Type.Object({ from: number, to: number })),
})

const group = Type.Object({
  label: orNull(text),
  models: texts,
  weight: summary,
  possible: interval,
  diameter: orNull(number),
  rg: orNull(interval),
})
const grouping = Type.Object({
  by: Type.Union([Type.Literal('structure'), Type.Literal('column')]),
  name: text,
  groups: Type.Array(group),
})
const direction = Type.Object({
  spread: number,
  ensemble: intervalEstimate,
  follows: orNull(Type.Object({ name: text, correlation: number })),
  curve: Type.Object({ q: numbers, change: numbers }),
})

const misfit = Type.Object({ chi2: number, degrees: number, p: figure })

const details = Type.Object({
  numericalRank: number,
  pointsLeftOut: number,
  referenceScale: number,
  scalePriorSd: number,
  priorExponent: orNull(number),
  modelBand: band,
  misfit: optional(misfit),
  shape: optional(orNull(Type.Object({ directions: number, chi2: number, degrees: number, p: figure }))),
  chi2PerDegree: figure,
  chi2MeanPerPoint: number,
  chi2ByRegion: Type.Array(Type.Object({ qMin: number, qMax: number, points: number, chi2PerPoint: figure })),
  posteriorPredictiveP: number,
  largest: texts,
  correlations: figures,
  densities: Type.Array(numbers),
  histograms: optional(Type.Array(Type.Object({ from: number, to: number, shares: numbers }))),
  sample: optional(Type.Array(numbers)),
  bestSingle: optional(Type.Object({ name: text, curve: numbers, chi2PerPoint: number })),
  distributions: optional(Type.Array(distribution)),
  leastSquares: optional(pointAnswer),
  clusters: Type.Array(
    Type.Object({ models: texts, weight: summary, possible: optional(interval), diameter: figure }),
  ),
  groupings: optional(Type.Array(grouping)),
  directions: optional(Type.Object({ determined: number, leading: Type.Array(direction) })),
  traces: byChain,
  ranks: byChain,
  loo: orNull(
    Type.Object({
      elpd: figure,
      se: figure,
      effectiveParameters: figure,
      paretoK: figures,
      pointwise: optional(figures),
    }),
  ),
  waic: orNull(Type.Object({ elpd: figure, effectiveParameters: figure })),
  ladder: Type.Object({ betas: numbers, swaps: figures }),
  shiftChi2: orNull(summary),
  energyParameter: orNull(summary),
  weightDropped: number,
})

const fit = Type.Object({
  q: numbers,
  intensity: numbers,
  sigma: numbers,
  dq: Type.Optional(numbers),
  model: numbers,
  band,
  chi2PerPoint: number,
  chi2P: figure,
  jsd: figure,
  cormap: Type.Object({ n: number, c: number, p: figure }),
  noiseless: Type.Optional(Type.Literal(true)),
})
const background = orNull(
  Type.Object({ priorSd: number, amount: summary, share: figure, logBayesFactor: figure }),
)
const errorScale = orNull(
  Type.Object({ reference: number, priorLogSd: number, dependent: optional(number), scale: summary }),
)
const neutrons = Type.Object({
  d2o: number,
  exchange: number,
  deuteration: number,
  deuteratedChains: texts,
  smeared: Type.Boolean(),
})
const slit = Type.Object({ length: number, plateau: number, width: number })
const points = Type.Object({
  read: number,
  used: number,
  below: number,
  beyond: number,
  channels: orNull(number),
  words: text,
})
const grade = Type.Union([Type.Literal('good'), Type.Literal('fair'), Type.Literal('poor')])

const observable = Type.Object({
  name: text,
  average: Type.Union([Type.Literal('linear'), Type.Literal('r^-3'), Type.Literal('r^-6')]),
  kind: Type.Union([Type.Literal('mean'), Type.Literal('lower'), Type.Literal('upper')]),
  measured: number,
  error: number,
  ensemble: intervalEstimate,
  residual: orNull(number),
})

const distances = orNull(
  Type.Object({
    r: numbers,
    data: numbers,
    sd: numbers,
    ensemble: numbers,
    dmax: number,
    dmaxMean: number,
    dmaxSd: number,
    rg: number,
    rgError: number,
    i0: number,
    i0Error: number,
    mass: orNull(number),
    background: optional(number),
  }),
)

/** One of several curves. */
const curve = Type.Object({
  name: text,
  fit,
  modelBand: band,
  relativeScale: summary,
  misfit,
  posteriorPredictiveP: number,
  background,
  errorScale,
  points: optional(points),
  neutrons: optional(neutrons),
  slit: optional(slit),
  distances: optional(distances),
})

const agreement = Type.Object({
  logBayesFactor: number,
  error: figure,
  interval,
  grade,
  words: text,
  alone: Type.Array(
    Type.Object({
      name: text,
      evidence: Type.Object({ log: number, error: figure }),
      chi2PerPoint: number,
      weights: Type.Array(Type.Object({ mean: number, sd: number })),
      converged: Type.Boolean(),
    }),
  ),
})

/** What `Result` of src/ensemble/contract.ts says, to check a file by; the compiler compares the two. */
export const resultSchema = Type.Object({
  program: Type.Object({ name: text, version: text, commit: Type.Optional(text) }),
  seed: number,
  parameters: Type.Record(text, Type.Unknown()),
  inputs: Type.Array(Type.Object({ name: text, sha256: text, bytes: number })),
  models: Type.Array(
    Type.Object({
      name: text,
      selected: Type.Boolean(),
      weight: summary,
      presence: optional(number),
      possible: optional(interval),
      species: optional(number),
      massFraction: optional(intervalEstimate),
      volumeFraction: optional(intervalEstimate),
    }),
  ),
  mixture: optional(
    Type.Array(
      Type.Object({
        name: text,
        models: number,
        mass: number,
        volume: number,
        numberFraction: intervalEstimate,
        massFraction: intervalEstimate,
        volumeFraction: intervalEstimate,
      }),
    ),
  ),
  scale: summary,
  chi2: summary,
  fit,
  curves: optional(Type.Array(curve)),
  agreement: optional(orNull(agreement)),
  evidence: orNull(
    Type.Object({
      ...estimate,
      scalePrior: Type.Union([Type.Literal('half-normal'), Type.Literal('flat')]),
      check: orNull(Type.Object(estimate)),
      drawsThatCount: optional(number),
    }),
  ),
  background: optional(background),
  errorScale: optional(errorScale),
  energies: optional(orNull(Type.Object({ spread: number, temperature: summary, ignored: number }))),
  prior: optional(
    Type.Object({
      kind: Type.Union([Type.Literal('inclusion'), Type.Literal('dirichlet'), Type.Literal('energies')]),
      sentence: text,
      exponent: Type.Union([summary, number, Type.Null()]),
      members: orNull(summary),
      memberShares: orNull(numbers),
    }),
  ),
  effectiveModels: optional(summary),
  observables: optional(Type.Array(observable)),
  boundsOutside: optional(number),
  neutrons: optional(neutrons),
  slit: optional(slit),
  verdict: optional(
    Type.Object({
      code: verdictCode,
      grade,
      words: text,
      reasons: texts,
    }),
  ),
  points: optional(points),
  warnings: optional(texts),
  distances: optional(distances),
  variational: orNull(
    Type.Object({
      elbo: number,
      prior: number,
      alpha: numbers,
      selected: texts,
      recalled: optional(texts),
      rounds: Type.Array(Type.Object({ models: number, elbo: number, chi2PerPoint: number })),
    }),
  ),
  sampler: Type.Object({
    chains: number,
    draws: number,
    converged: Type.Boolean(),
    reasons: texts,
    cpuSeconds: number,
    gate: optional(Type.Union([Type.Literal('weights'), Type.Literal('ensemble')])),
  }),
  hydration: orNull(
    Type.Object({
      mode: text,
      c1: number,
      contrast: number,
      c1Sd: optional(number),
      contrastSd: optional(number),
      outside: optional(number),
      check: optional(Type.Object({ draws: number, median: number, largest: number })),
    }),
  ),
  timings: Type.Record(text, number),
  details: optional(details),
})

const sample = Type.Object({
  models: texts,
  /** By model, then by draw. */
  weights: Type.Array(numbers),
})

const traces = Type.Object({
  kind: Type.Union([Type.Literal('atoms'), Type.Literal('beads')]),
  models: Type.Array(Type.Object({ name: text, weight: number, stretches: Type.Array(numbers) })),
})

const firstAnswer = Type.Object({
  answer: pointAnswer,
  fit: Type.Object({ q: numbers, intensity: numbers, sigma: numbers, curve: numbers }),
})

const settling = Type.Object({
  draws: number,
  agreement: text,
  weights: Type.Array(Type.Object({ place: number, name: text, weight: summary })),
  rg: orNull(distribution),
  traces: byChain,
})

/** `output/result.json` */
export const resultFile = ownFile(resultSchema, {
  complete({ models, scale, chi2 }) {
    // R-hat of chains that are each stuck elsewhere is infinite.
    for (const each of [scale, chi2, ...models.map(model => model.weight)]) each.rhat ??= Infinity
  },
})
/** `output/sample.json` */
export const sampleFile = ownFile(sample)
/** `checkpoint/first.json`, while an analysis runs */
export const firstAnswerFile = ownFile(firstAnswer)
export const settlingFile = ownFile(settling)
/** `output/traces.json` */
export const tracesFile = ownFile(traces)

/** Some of the draws of the posterior: the weights of every model that took part, in the same draws. */
export type DrawSample = Static<typeof sample>

/** Every field there, however deep: optional fields are compared too. */
type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<NonNullable<T[Key]>> }
    : T
type Same<A, B> = [Whole<A>, Whole<B>] extends [Whole<B>, Whole<A>] ? true : never
true satisfies Same<Static<typeof resultSchema>, Result>
true satisfies Same<Static<typeof traces>, EnsembleTraces>
true satisfies Same<Static<typeof firstAnswer>, FirstAnswer>
true satisfies Same<Static<typeof settling>, Settling>
