import { describe, expect, test } from 'bun:test'
import { convergenceOf } from '#src/ensemble/diagnose/convergence.ts'
import { cormapOf, longestRunUpperTail } from '#src/ensemble/diagnose/cormap.ts'
import { leaveOneOut, waicOf } from '#src/ensemble/diagnose/loo.ts'
import { jensenShannon } from '#src/ensemble/posterior/divergence.ts'
import { referenceText } from '../reference.ts'

/** Diagnostics against the R packages posterior and loo, and against exact integers. */
describe('reference diagnostics', () => {
  const json = (name: string, ...path: string[]) => JSON.parse(referenceText(name, ...path))

  test('R-hat, ESS and MCSE to 1e-8', () => {
    const rows = referenceText('diagnostics', 'draws.csv').trim().split('\n').slice(1)
    const table = rows.map(row => row.split(','))
    for (const expected of json('diagnostics', 'expected.json').diagnostics) {
      const chains = ['1', '2', '3', '4'].map(chain =>
        Float64Array.from(
          table.filter(([variable, c]) => variable === expected.variable && c === chain),
          row => Number(row[3]),
        ),
      )
      const own = convergenceOf(chains)
      if (expected.rhat === null)
        expect(own).toEqual({ rhat: 1, essBulk: 1000, essTail: 1000, essMean: 1000, mcse: 0 })
      else {
        expect(Math.abs(own.rhat / expected.rhat - 1)).toBeLessThan(1e-8)
        expect(Math.abs(own.essBulk / expected.ess_bulk - 1)).toBeLessThan(1e-8)
        expect(Math.abs(own.essTail / expected.ess_tail - 1)).toBeLessThan(1e-8)
        expect(Math.abs(own.mcse / expected.mcse_mean - 1)).toBeLessThan(1e-8)
      }
    }
  })

  test('PSIS-LOO and WAIC to 1e-8', () => {
    const { loo } = json('diagnostics', 'expected.json')
    for (const name of ['a', 'b']) {
      const rows = referenceText('diagnostics', `loglik_${name}.txt`).trim().split('\n')
      const draws = rows.map(row => row.trim().split(/\s+/).map(Number))
      const logLikelihood = draws[0]!.map((_, i) => Float64Array.from(draws, row => row[i]!))
      const own = leaveOneOut(logLikelihood)
      expect(own.elpd).toBeCloseTo(loo[name].elpd_loo, 8)
      expect(own.se).toBeCloseTo(loo[name].se_elpd_loo, 8)
      own.paretoK.forEach((k, i) => {
        expect(k).toBeCloseTo(loo[name].pareto_k[i], 8)
      })
      expect(waicOf(logLikelihood).elpd).toBeCloseTo(loo[name].elpd_waic, 8)
    }
  })

  test('CorMap probabilities to 1e-9 and divergences to 1e-12', () => {
    const { run_probability, cormap, jsd } = json('stats_reference.json')
    for (const { n, c, exact_P_run_ge_c } of run_probability)
      expect(Math.abs(longestRunUpperTail(n, c) / exact_P_run_ge_c - 1)).toBeLessThan(1e-9)
    for (const { n, c, P } of cormap) expect(Math.abs(longestRunUpperTail(n, c) / P - 1)).toBeLessThan(1e-9)
    for (const { a, b, jsd_bits } of jsd) expect(jensenShannon(a, b)).toBeCloseTo(jsd_bits, 12)
  })
})

test('the longest run is found, zeros counting with the points before them', () => {
  expect(cormapOf([1, 2, -1, -2, -3, 4]).c).toBe(3)
  expect(cormapOf([1, 0, 0, 2, -1]).c).toBe(4)
  expect(cormapOf([5]).p).toBe(1)
})

test('run probabilities agree with counting every sequence of 12 tosses', () => {
  for (let c = 1; c <= 12; c++) {
    let count = 0
    for (let bits = 0; bits < 4096; bits++) {
      const tosses = Array.from({ length: 12 }, (_, i) => ((bits >> i) & 1) * 2 - 1)
      if (cormapOf(tosses).c >= c) count++
    }
    expect(longestRunUpperTail(12, c)).toBe(count / 4096)
  }
})
