import { describe, expect, test } from 'bun:test'
import type { Summary } from '#src/ensemble/contract.ts'
import { effectiveSampleSize, splitChains } from '#src/ensemble/diagnose/convergence.ts'
import { readVector } from '#src/ensemble/formats/index.ts'
import { readShifts } from '#src/ensemble/formats/shifts.ts'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import { byChain, type Draws, weightsOf } from '#src/ensemble/posterior/draws.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { long, unlessLong } from '../support/skips.ts'
import { referenceInput, referenceText, unlessHere } from './reference.ts'

/** Posteriors and evidences against those of independent samplers; see the README of the reference data. */

/** What the reference files hold of one quantity. */
interface Reference {
  mean: number
  sd: number
  mcse_mean: number
  'q97.5': number
  ess_mean: number
  ess_bulk: number
  ess_tail: number
}

type Kind =
  | 'saxs_flat_scale'
  | 'saxs_halfnormal_scale'
  | 'saxs_cs_flat_scale'
  | 'saxs_energies_flat_scale'
  | 'saxs_cs_energies_flat_scale'

const report = { report: () => {} }

/** Cases with a number of `fast` iterations take part in every run; the rest are long. The seed is fixed, so a pass is a pass for ever. */
const cases: { name: string; kind: Kind; iterations: number; fast?: number }[] = [
  { name: 'sample_k5_n10', kind: 'saxs_flat_scale', iterations: 10_000, fast: 2000 },
  { name: 'sample_k5_n10', kind: 'saxs_halfnormal_scale', iterations: 10_000 },
  { name: 'evid_k2_n50', kind: 'saxs_flat_scale', iterations: 10_000 },
  { name: 'evid_k2_n50', kind: 'saxs_halfnormal_scale', iterations: 10_000, fast: 4000 },
  { name: 'evid_k3_n50', kind: 'saxs_flat_scale', iterations: 10_000 },
  { name: 'evid_k3_n50', kind: 'saxs_halfnormal_scale', iterations: 20_000 },
  { name: 'synth_k5_n50', kind: 'saxs_flat_scale', iterations: 10_000 },
  { name: 'synth_k5_n50', kind: 'saxs_halfnormal_scale', iterations: 10_000 },
  { name: 'synth_k5_n50', kind: 'saxs_cs_flat_scale', iterations: 10_000, fast: 2000 },
  { name: 'synth_k5_n50', kind: 'saxs_energies_flat_scale', iterations: 10_000 },
  { name: 'synth_k5_n50', kind: 'saxs_cs_energies_flat_scale', iterations: 10_000 },
  { name: 'bioce_k5_n868', kind: 'saxs_flat_scale', iterations: 40_000 },
  { name: 'bioce_k5_n868', kind: 'saxs_halfnormal_scale', iterations: 20_000 },
  { name: 'bioce_k5_n868', kind: 'saxs_cs_flat_scale', iterations: 40_000 },
  { name: 'synth_k20_n400', kind: 'saxs_flat_scale', iterations: 20_000 },
  { name: 'synth_k20_n400', kind: 'saxs_halfnormal_scale', iterations: 20_000 },
  { name: 'synth_k50_n50', kind: 'saxs_flat_scale', iterations: 20_000 },
  { name: 'synth_k100_n50', kind: 'saxs_flat_scale', iterations: 20_000 },
]

describe('reference posteriors', () => {
  for (const { name, kind, iterations, fast } of cases) {
    const skipped = unlessHere(name) || (fast || long ? '' : unlessLong)
    test.skipIf(skipped !== '')(
      `${name}, ${kind}${skipped}`,
      async () => {
        const reference = JSON.parse(referenceText(name, 'reference.json')).posterior[kind]
        const { result, draws } = await inferEnsemble(
          inputOf(name, kind),
          optionsOf(kind, long ? iterations : fast!),
          report,
        )
        const modelCount = result.models.length
        result.models.forEach((model, k) => {
          expectWeight(model.weight, draws, k, reference.weights[k])
        })
        expectMean(result.scale, reference.scale)
        expectMean(result.chi2, reference.chi2_total ?? reference.chi2_saxs)
        if (reference.shift) expectMean(result.details.energyParameter!, reference.shift)
        if (reference.log_evidence)
          expect(Math.abs(result.evidence!.log - reference.log_evidence.value)).toBeLessThan(
            modelCount < 4 ? 0.05 : 0.1,
          )
      },
      600_000,
    )
  }
})

function inputOf(name: string, kind: Kind): InferInput {
  const input = referenceInput(name)
  const file = (path: string) => ({ text: referenceText(name, path), name: path })
  if (kind.includes('_cs_'))
    input.shifts = readShifts(file('cs_exp.dat'), file('cs_sim.txt'), file('cs_rms.txt'))
  if (kind.includes('_energies_'))
    input.energies = readVector(referenceText(name, 'energies.txt'), 'energies.txt', 'energies')
  return input
}

function optionsOf(kind: Kind, iterations: number): InferOptions {
  return {
    ...classicModel,
    scalePrior: kind.includes('flat') ? 'flat' : 'half-normal',
    energyPrior: 'shift',
    iterations,
    qMax: 10,
  }
}

/**
 * The tolerances of the reference data's README: the mean of a weight within 4 Monte Carlo errors of both sides or
 * `floor`; its sd and 97.5 % quantile within 5 % of the sd, 15 % from K = 50.
 *
 * The references have 2,000 to 100,000 effective draws. A Gaussian's 97.5 % quantile is uncertain by 2.67 sd/sqrt(ESS), so
 * theirs by 0.01 to 0.05 sd, and by several times that for a weight that is mostly 0: there 5 % of the sd is less
 * than the reference itself knows, however long we sample. So what misses 5 % must lie within 4 errors of both runs: a
 * quantile by the share of our draws below the reference's, an sd by its error 1/2 sd sqrt((kurtosis - 1)/ESS) with the
 * effective draws of the squares about the mean (Vehtari et al. 2021), of which a weight that is mostly 0 has far fewer
 * than of its ranks. Of the reference those of the mean are known.
 */
function expectWeight(own: Summary, all: Draws, k: number, reference: Reference): void {
  const { modelCount } = all
  const draws = weightsOf(all, k)
  const [floor, relative] = modelCount < 50 ? [0.005, 0.05] : [0.02, 0.15]
  expect(Math.abs(own.mean - reference.mean)).toBeLessThan(Math.max(floor, errorsOf(own, reference)))

  const squares = draws.map(value => ((value - own.mean) / own.sd) ** 2)
  const kurtosis = squares.reduce((sum, square) => sum + square ** 2 / draws.length, 0)
  const ess = effectiveSampleSize(splitChains(byChain(all, squares)))
  const sdError = 0.5 * Math.sqrt((kurtosis - 1) * (1 / ess + 1 / reference.ess_mean))
  expect(Math.abs(own.sd / reference.sd - 1)).toBeLessThan(Math.max(relative, 4 * sdError))

  if (Math.abs(own.q975 - reference['q97.5']) < relative * reference.sd) return
  const share = draws.filter(value => value <= reference['q97.5']).length / draws.length
  const effective =
    1 / (1 / Math.min(own.essBulk, own.essTail) + 1 / Math.min(reference.ess_bulk, reference.ess_tail))
  expect(Math.abs(share - 0.975)).toBeLessThan(4 * Math.sqrt((0.975 * 0.025) / effective))
}

function expectMean(own: Summary, reference: Reference): void {
  expect(Math.abs(own.mean - reference.mean)).toBeLessThan(errorsOf(own, reference))
}

/** Four Monte Carlo errors of both together. */
function errorsOf(own: Summary, reference: Reference): number {
  return 4 * Math.hypot(own.mcse, reference.mcse_mean)
}
