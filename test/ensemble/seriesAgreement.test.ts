import { expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { agreementOf } from '#src/ensemble/series/agreement.ts'
import { analyseSeries } from '#src/ensemble/series/analyseSeries.ts'
import type { ChainDraws, ChainState, ChainTask } from '#src/ensemble/series/chain.ts'
import { madeUp } from './madeUp.ts'

/** What is told of a series whose chains agree on sums, but not on what two models that take each other's place weigh. */

/** Independent draws: the first two models weigh 0.6 together, of which the first has this share at all curves; the third has the rest. */
function drawsOf(
  shareOf: (random: Random) => number,
  curveCount: number,
  draws: number,
  seed: number,
): ChainDraws {
  const random = Random.stream(seed, 21)
  const weights = new Float32Array(draws * curveCount * 3)
  for (let d = 0; d < draws; d++) {
    const share = shareOf(random)
    for (let t = 0; t < curveCount; t++) {
      const together = 0.6 + 0.02 * random.normal()
      weights.set([share * together, (1 - share) * together, 1 - together], 3 * (d * curveCount + t))
    }
  }
  const numbers = () => Float64Array.from({ length: draws }, () => 2 + 0.3 * random.normal())
  return { weights, amplitude: numbers(), length: numbers() }
}

const told = {
  models: ['a', 'b', 'c'],
  curves: ['first', 'second'],
  sums: [
    { name: 'mean rg', models: [0, 1, 2], factors: [20, 20, 30] },
    { name: 'mean of one', models: [0, 1, 2], factors: [20, 20, 20] },
    { name: 'weight of the group ab', models: [0, 1] },
    { name: 'weight of all', models: [0, 1, 2] },
    { name: 'weight of the group bc', models: [1, 2] },
  ],
}

test('chains agree on sums over models that take the place of each other, and not on what each of these weighs', () => {
  const shares = [0.2, 0.8, 0.3, 0.7]
  const apart = agreementOf(
    shares.map((share, c) => drawsOf(random => share + 0.02 * random.normal(), 2, 300, c)),
    told,
  )
  expect(apart.open.map(({ name }) => name).sort()).toEqual([
    'weight of a',
    'weight of b',
    'weight of the group bc',
  ])
  expect(apart.open.every(({ rhat, ess }) => rhat > 1.5 && ess < 20)).toBe(true)
  expect(apart.withheld).toEqual([0, 1])
  expect(apart.settled).toEqual(['mean rg', 'weight of the group ab'])
  const alike = agreementOf(
    shares.map((_, c) => drawsOf(random => 0.5 + 0.1 * random.normal(), 2, 300, c)),
    told,
  )
  expect([alike.open, alike.withheld]).toEqual([[], []])
})

test('weights of which there are too few effective draws are open, but told', () => {
  // 30 draws of each chain, each 10 times.
  const few = agreementOf(
    [0, 1, 2, 3].map(c => {
      let [n, share] = [0, 0]
      return drawsOf(
        random => {
          if (n++ % 10 === 0) share = 0.5 + 0.1 * random.normal()
          return share
        },
        2,
        300,
        40 + c,
      )
    }),
    told,
  )
  const open = few.open.map(({ name }) => name)
  expect(open).toContain('weight of a')
  expect(open).not.toContain('mean rg')
  expect(few.withheld).toEqual([])
})

test('a series says what has not converged, what can be read and what to do, and does not show what chains disagree on', async () => {
  const curves = [0, 1].map(t => ({
    ...{ name: `${t}.dat`, value: t },
    ...madeUp([0.3, 0.3, 0.4], { seed: 80 + t, noise: 0.05 }),
  }))
  const names = curves[0]!.profiles.names
  const input = {
    ...{ variable: { name: 'time', unit: 's' }, curves, library: null },
    properties: [{ name: 'rg', unit: 'A', values: Float64Array.of(20, 20, 30) }],
    labels: [{ name: 'shape', labels: ['shut', 'shut', 'open'] }],
  }
  let chains = 0
  const found = await analyseSeries(
    input,
    { iterations: 100, iterationsMax: 400, background: 'none', select: false },
    {
      report: () => {},
      runChain: async ({ draws }: ChainTask) => {
        const own = chains++
        const share = [0.2, 0.8, 0.3, 0.7][own % 4]!
        return {
          state: {} as ChainState,
          draws: drawsOf(random => share + 0.02 * random.normal(), 2, draws, own),
        }
      },
    },
  )
  for (const { alone, smooth } of found.curves) {
    expect(alone.weights.every(weight => weight.mean > 0)).toBe(true)
    expect(alone.effectiveModels.mean).toBeGreaterThan(1)
    expect(smooth!.weights.map(weight => weight && Math.round(10 * weight.mean))).toEqual([null, null, 4])
    expect(smooth!.effectiveModels).toBeNull()
    expect(smooth!.groups.map(({ mean }) => Math.round(10 * mean))).toEqual([6, 4])
    expect(smooth!.properties[0]!.mean).toBeWithin(23.5, 24.5)
  }
  expect(found.sampler!.converged).toBe(false)
  const remarks = found.remarks.join('\n')
  expect(remarks).toContain(`do not agree on the smooth weights of ${names[0]}, ${names[1]}: `)
  expect(remarks).toContain(
    'have converged for mean rg, weight of the group shut, weight of the group open: these can be read',
  )
  expect(remarks).toMatch(/not converged: weight of \S+ \(R-hat \d\.\d\d, \d+ effective draws\), /)
  expect(remarks).toContain('more than its 400 iterations (`bioce series --iterations-max 40000`)')
})
