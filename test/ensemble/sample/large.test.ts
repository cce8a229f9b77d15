import { expect, test } from 'bun:test'
import { convergenceOf } from '#src/ensemble/diagnose/convergence.ts'
import { judgeChains } from '#src/ensemble/diagnose/gate.ts'
import { evidenceOf } from '#src/ensemble/evidence/estimate.ts'
import type { InferOptions } from '#src/ensemble/infer.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { rowsOf } from '#src/ensemble/numeric/sparseRows.ts'
import { byChain, type Draws, weightsOf } from '#src/ensemble/posterior/draws.ts'
import { effectiveModelsOf, memberCounts } from '#src/ensemble/posterior/prior.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { drawsOf, emptyDraws } from '#src/ensemble/sample/draws.ts'
import { swapProbability } from '#src/ensemble/sample/ladder.ts'
import { runSampler, type SamplerState, swapsOf } from '#src/ensemble/sample/sampler.ts'
import { coldRungs } from '#src/ensemble/sample/tune.ts'
import { settingsOf } from '#src/ensemble/settings.ts'
import { targetOf } from '#src/ensemble/targetOf.ts'
import { long, unlessLong } from '../../support/skips.ts'
import { bySubsets } from '../bySubsets.ts'
import { madeUp } from '../madeUp.ts'
import { referenceInput } from '../reference.ts'

/** The sampler of large libraries, and that in which others take up the slack, give what the sampler gives that weighs every model and does neither. */

const silent = { report: () => {} }

type Sampler = 'large' | 'usual' | 'plain'

async function sample(
  input: InferInput,
  sampler: Sampler,
  iterations: number,
  stopAt?: SamplerState['stage'],
  model: Pick<InferOptions, 'background' | 'errorScale'> = { background: 'auto', errorScale: 'inferred' },
) {
  const options = { ...model, iterations, seed: 1 }
  const problem = buildProblem(input, options)
  const settings = settingsOf({ ...options, iterationsMax: iterations, effort: 'gate' }, problem)
  const target = targetOf(problem, problem, settings, sampler === 'large')
  if (sampler === 'plain') target.orders = null
  const gate: Parameters<typeof runSampler>[3] = (chains, whole) =>
    judgeChains(chains, problem.names, {
      shifts: false,
      hyper: false,
      temperature: false,
      subset: true,
      errorScale: target.logErrorSd > 0,
      orders: target.large ? target.orders : null,
      whole,
    })
  let kept: SamplerState | undefined
  const checkpoint = (state: SamplerState) => {
    if (state.stage === stopAt) kept = structuredClone(state)
  }
  const goOn = (state?: SamplerState) => runSampler(target, settings, { ...silent, checkpoint }, gate, state)
  const state = await goOn()
  const evidence = await evidenceOf(problem, target, 'half-normal', 1, state, { checked: () => {} })
  return { draws: drawsOf(state.chains), state, evidence, kept, goOn }
}

const looks: Record<string, (draws: Draws) => Float64Array> = {
  scale: draws => draws.scale,
  chi2: draws => draws.chi2,
  'error scale': draws => draws.errorScale,
  'log a': draws => draws.hyper,
  n: memberCounts,
  N_eff: effectiveModelsOf,
}

/** Which moments of the two runs differ by more than 4.5 standard errors of both. */
function differences(a: Draws, b: Draws): string[] {
  const all = { ...looks }
  for (let k = 0; k < a.modelCount; k++) all[`weight ${k + 1}`] = draws => weightsOf(draws, k)
  return Object.entries(all).flatMap(([name, look]) => {
    const [own, other] = [a, b].map(draws => {
      const column = look(draws)
      const mean = column.reduce((sum, x) => sum + x / column.length, 0)
      return { mean, mcse: convergenceOf(byChain(draws, column)).mcse }
    }) as [{ mean: number; mcse: number }, { mean: number; mcse: number }]
    const apart = Math.abs(own.mean - other.mean) / (Math.hypot(own.mcse, other.mcse) + 1e-4)
    return apart < 4.5 ? [] : [`${name}: ${own.mean} and ${other.mean}, ${apart} standard errors`]
  })
}

const tenModels = () => madeUp([0.4, 0.3, 0.2, 0.1, 0, 0, 0, 0, 0, 0], { noise: 0.02 })

// The limits of time are for a machine with much else to do.
test('of ten models: the same posterior and evidence, and the same bytes after a break on the whole ladder', async () => {
  const count = long ? 500 : 200
  const [own, other] = [
    await sample(tenModels(), 'large', count, 'ladder'),
    await sample(tenModels(), 'plain', count),
  ]
  expect(differences(own.draws, other.draws)).toEqual([])
  const apart = Math.abs(own.evidence.log - other.evidence.log)
  expect(apart).toBeLessThan(5 * Math.hypot(own.evidence.error, other.evidence.error) + 0.05)
  const { whole, groups } = own.state
  expect(whole!.betas.length).toBeGreaterThan(coldRungs)
  expect(groups.map(({ betas }) => betas)).toEqual(groups.map(() => whole!.betas.slice(-coldRungs)))
  // Of every second rung, neighbours swap with 0.1.
  expect(Math.min(...swapsOf(own.state))).toBeGreaterThan(0.2)
  expect(drawsOf((await own.goOn(own.kept)).chains)).toEqual(own.draws)
}, 300_000)

test('of three models, on the coldest rungs: the posterior and evidence by brute force over subsets', async () => {
  const input = madeUp([0.7, 0.3, 0], { noise: 0.05 })
  const { moment, logEvidence } = bySubsets(input)
  const model = { background: 'none', errorScale: 'fixed' } as const
  const { draws, evidence, state } = await sample(input, 'large', long ? 3000 : 1500, undefined, model)
  expect(state.groups[0]!.betas.length).toBe(coldRungs)
  const near = (column: Float64Array, mean: number) => {
    const own = column.reduce((sum, x) => sum + x / column.length, 0)
    const { mcse } = convergenceOf(byChain(draws, column))
    expect(Math.abs(own - mean)).toBeLessThan(4 * mcse + 1e-3)
  }
  for (let k = 0; k < 3; k++) {
    const weight = weightsOf(draws, k)
    near(
      weight,
      moment(({ w }) => w[k]!),
    )
    near(
      weight.map(w => (w > 0 ? 1 : 0)),
      moment(({ w }) => (w[k]! > 0 ? 1 : 0)),
    )
  }
  near(
    memberCounts(draws),
    moment(({ n }) => n),
  )
  near(
    effectiveModelsOf(draws),
    moment(({ w }) => 1 / w.reduce((sum, x) => sum + x * x, 0)),
  )
  expect(Math.abs(evidence.log - logEvidence)).toBeLessThan(4.4 * evidence.error + 0.02)
}, 300_000)

test('swaps leave the joint density of two rungs as it is, over all states of an enumerated posterior', () => {
  const { reduced } = buildProblem(madeUp([0.7, 0.3, 0], { noise: 0.05 }))
  const states = Array.from({ length: 66 }, (_, n) => [n % 11, Math.floor(n / 11)].map(u => u / 10))
  const energies = states.map(([a, b]) => {
    const residual = Array.from(
      reduced.data,
      (z, j) => 1.3 * (a! * reduced.coordinates[j]! + b! * reduced.coordinates[reduced.rank + j]!) - z,
    )
    return residual.reduce((sum, r) => sum + r * r, 0) / 2 / 1000
  })
  for (const [hot, cold] of [
    [0.21, 0.36],
    [0.61, 1],
  ] as const)
    for (const a of energies)
      for (const b of energies) {
        // The hot walker has energy a and the cold one b, and the other way round.
        const there = Math.exp(-hot * a - cold * b) * swapProbability(cold - hot, b - a)
        const back = Math.exp(-hot * b - cold * a) * swapProbability(cold - hot, a - b)
        expect(Math.abs(there - back)).toBeLessThan(1e-12 * Math.max(there, back) + 1e-300)
      }
})

test('a whole ladder that found another scale or chi2 is told: a mode that the coldest rungs miss', () => {
  const random = Random.stream(1, 2)
  const chainsAbout = (scale: number, chi2: number) =>
    Array.from({ length: 4 }, () => {
      const chain = { ...emptyDraws(1, 0, 500), count: 500 }
      chain.weights = rowsOf(new Float64Array(500).fill(1), 1)
      chain.scale = chain.scale.map(() => scale + random.normal())
      chain.chi2 = chain.chi2.map(() => chi2 + random.normal())
      return chain
    })
  const watched = {
    shifts: false,
    hyper: false,
    temperature: false,
    subset: false,
    errorScale: false,
    orders: null,
  }
  const told = (scale: number, chi2: number) =>
    judgeChains(chainsAbout(0, 0), ['m'], { ...watched, whole: chainsAbout(scale, chi2) }).failures
  expect(told(0, 0)).toEqual([])
  expect(told(0, 0.5)).toEqual([
    expect.stringMatching(/^chi2 of the whole temperature ladder is \d+\.\d standard errors/),
  ])
  expect(told(-0.5, 0)).toEqual([expect.stringContaining('the scale of the whole temperature ladder')])
})

test.skipIf(!long)(
  `of ten models: the same posterior where others take up the slack${unlessLong}`,
  async () => {
    const input = tenModels()
    const [usual, plain] = [await sample(input, 'usual', 4000), await sample(input, 'plain', 4000)]
    expect(differences(usual.draws, plain.draws)).toEqual([])
    expect(usual.draws).not.toEqual(plain.draws)
  },
  1_200_000,
)

test.skipIf(!long)(
  `of fifty models: the same posterior and evidence${unlessLong}`,
  async () => {
    const input = referenceInput('synth_k50_n50')
    const [own, other] = [await sample(input, 'large', 8000), await sample(input, 'plain', 8000)]
    expect(differences((await sample(input, 'usual', 8000)).draws, other.draws)).toEqual([])
    expect(differences(own.draws, other.draws)).toEqual([])
    const apart = Math.abs(own.evidence.log - other.evidence.log)
    expect(apart).toBeLessThan(5 * Math.hypot(own.evidence.error, other.evidence.error) + 0.05)
  },
  1_200_000,
)
