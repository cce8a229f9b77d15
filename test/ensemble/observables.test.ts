import { expect, test } from 'bun:test'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { readObservables } from '#src/ensemble/formats/index.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { valueAt } from '#src/ensemble/numeric/sparseRows.ts'
import { logNormalCdf, logSqrt2Pi, logSumExp } from '#src/ensemble/numeric/special.ts'
import type { Observable } from '#src/ensemble/observables.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { madeUp } from './madeUp.ts'
import { simplexNodes } from './quadrature.ts'

/** Other measurements of the ensemble in the likelihood, against quadrature. */

const silent = { report: () => {} }

const table = `name,kind,average,measured,error,m2,m1,m3.pdb
deer,mean,linear,31,2,35,25,40
noe,mean,r^-6,22,1.5,30,18,28
rg,upper,linear,24,1,26,20,30
fret,lower,linear,0.4,0,0.2,0.8,0.5
`
const models = ['m1', 'm2', 'm3']

test('a table is read with its columns in any order, and one that is broken tells where', () => {
  const [deer, noe, , fret] = readObservables(table, 'o.csv', models)
  expect(deer).toEqual({
    name: 'deer',
    kind: 'mean',
    average: 'linear',
    measured: 31,
    error: 2,
    values: Float64Array.of(25, 35, 40),
  })
  expect([noe!.average, fret!.kind, fret!.error]).toEqual(['r^-6', 'lower', 0])
  const broken = table.replace('rg,upper,linear,24', 'rg,upper,linear,x')
  expect(() => readObservables(broken, 'o.csv', models)).toThrow(
    'o.csv, line 4: column 4 is "x", not a finite number',
  )
})

test('names may have blanks where commas, tabs or semicolons part them, and numbers decimal commas beside these', () => {
  const rows = [
    ['name', 'kind', 'average', 'measured', 'error', 'open form', 'shut'],
    ['DEER 12 to 85', 'mean', 'linear', '31.5', '2', '25', '40.25'],
  ]
  const written = (separator: string) => rows.map(row => row.join(separator)).join('\n')
  const german = written(';').replaceAll('.', ',')
  for (const text of [written(','), written(', '), written('\t'), written(';'), german])
    expect(readObservables(text, 'o.csv', ['open form', 'shut'])).toEqual([
      {
        ...{ name: 'DEER 12 to 85', kind: 'mean', average: 'linear', measured: 31.5, error: 2 },
        values: Float64Array.of(25, 40.25),
      },
    ])
  const blanks = 'name kind average measured error a b\nd mean linear 1 0.1 1 2'
  expect(readObservables(blanks, 'o.txt', ['a', 'b'])[0]!.values).toEqual(Float64Array.of(1, 2))
})

/** log of the density of an observable at some weights, in the units that were measured. */
function logDensity({ kind, average, measured, error, values }: Observable, weights: number[]): number {
  const power = { linear: 1, 'r^-3': -3, 'r^-6': -6 }[average]
  const mean = weights.reduce((sum, w, k) => sum + w * values[k]! ** power, 0)
  const sd = Math.abs(power) * measured ** (power - 1) * error
  const z = (mean - measured ** power) / sd
  if (kind === 'mean') return -0.5 * z * z - Math.log(error) - logSqrt2Pi
  const side = (kind === 'upper' ? -1 : 1) * Math.sign(power)
  if (error === 0) return side * (mean - measured ** power) >= 0 ? 0 : Number.NEGATIVE_INFINITY
  return logNormalCdf(side * z)
}

test.each([
  { count: 2, prior: 1 },
  { count: 3, prior: 0.5 },
])('the posterior is what quadrature says: %o', async ({ count, prior }) => {
  const input = madeUp([0.5, 0.3, 0.2].slice(0, count), { noise: 0.1 })
  const observables = readObservables(table, 'o.csv', models).map(each => ({
    ...each,
    values: each.values.slice(0, count),
  }))
  const options = { background: 'none', errorScale: 'fixed', prior } as const
  const { result, draws } = await inferEnsemble(
    { ...input, observables },
    { ...options, iterations: 1500, effort: 'gate' },
    silent,
  )
  const problem = buildProblem(input)
  const nodes = simplexNodes(new Array<number>(count).fill(prior), count === 2 ? 0.02 : 0.1)
  const logs = nodes.map(
    ({ weights, log }) =>
      log +
      logMarginalLikelihood(problem, 'half-normal', weights) +
      observables.reduce((sum, each) => sum + logDensity(each, weights), 0),
  )
  const total = logSumExp(logs)
  for (let k = 0; k < count; k++) {
    const moment = (power: number) =>
      nodes.reduce((sum, { weights }, n) => sum + Math.exp(logs[n]! - total) * weights[k]! ** power, 0)
    const sd = Math.sqrt(moment(2) - moment(1) ** 2)
    const { weight } = result.models[k]!
    expect(Math.abs(weight.mean - moment(1))).toBeLessThan(0.12 * sd)
    expect(weight.sd / sd).toBeWithin(0.9, 1.1)
  }
  expect(Math.abs(result.evidence!.log - total)).toBeLessThan(0.15)
  // The bounds left some draws out, all that break the exact one.
  expect(result.boundsOutside!).toBeWithin(0.02, 0.9)
  const fret = (d: number) =>
    observables[3]!.values.reduce((sum, value, k) => sum + value * valueAt(draws.weights, d, k), 0)
  expect(Math.min(...Array.from({ length: draws.count }, (_, d) => fret(d)))).toBeGreaterThanOrEqual(0.4)
  const [deer, noe, rg] = result.observables!
  const weights = result.models.map(({ weight }) => weight.mean)
  const mean = weights.reduce((sum, w, k) => sum + w * observables[0]!.values[k]!, 0)
  expect(deer!.ensemble.mean).toBeCloseTo(mean, 6)
  expect(deer!.residual).toBeCloseTo((mean - 31) / 2, 6)
  expect(noe!.ensemble.mean).toBeWithin(18, 23)
  expect(rg).toMatchObject({ kind: 'upper', measured: 24 })
  expect(result.details.shiftChi2).toBeNull()
})

test('bounds that nothing keeps are told and change nothing', async () => {
  const input = madeUp([0.5, 0.5])
  const values = Float64Array.of(1, 2)
  const bound: Observable = { name: 'b', kind: 'lower', average: 'linear', measured: 3, error: 0, values }
  const options = { prior: 1, iterations: 200, iterationsMax: 200 } as const
  const { result } = await inferEnsemble({ ...input, observables: [bound] }, options, silent)
  expect(result.boundsOutside).toBe(1)
  expect(result.observables![0]!.residual).toBeNull()
  expect(Number.isFinite(result.evidence!.log)).toBeTrue()
})
