import { describe, expect, test } from 'bun:test'
import type { Summary } from '#src/ensemble/contract.ts'
import { readShifts, readVector } from '#src/ensemble/formats/index.ts'
import { type InferOptions, inferEnsemble } from '#src/ensemble/infer.ts'
import { weightsOf } from '#src/ensemble/posterior/draws.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { long, missing, referenceInput, referenceText } from './reference.ts'

/** Posteriors and evidences against those of independent samplers; see the README of the reference data. */

/** What the reference files hold of one quantity. */
interface Reference {
  mean: number
  sd: number
  mcse_mean: number
  'q97.5': number
}

type Kind =
  | 'saxs_flat_scale'
  | 'saxs_halfnormal_scale'
  | 'saxs_cs_flat_scale'
  | 'saxs_energies_flat_scale'
  | 'saxs_cs_energies_flat_scale'

const report = { report: () => {} }

/** Fast cases take part in every run; the rest are long. The seed is fixed, so a pass is a pass for ever. */
const cases: { name: string; kind: Kind; iterations: number; fast?: boolean }[] = [
  { name: 'sample_k5_n10', kind: 'saxs_flat_scale', iterations: 2000, fast: true },
  { name: 'sample_k5_n10', kind: 'saxs_halfnormal_scale', iterations: 2000, fast: true },
  { name: 'evid_k2_n50', kind: 'saxs_flat_scale', iterations: 2000, fast: true },
  { name: 'evid_k2_n50', kind: 'saxs_halfnormal_scale', iterations: 2000, fast: true },
  { name: 'evid_k3_n50', kind: 'saxs_halfnormal_scale', iterations: 2000, fast: true },
  { name: 'evid_k3_n50', kind: 'saxs_flat_scale', iterations: 4000 },
  { name: 'synth_k5_n50', kind: 'saxs_flat_scale', iterations: 2000, fast: true },
  { name: 'synth_k5_n50', kind: 'saxs_halfnormal_scale', iterations: 16000 },
  { name: 'synth_k5_n50', kind: 'saxs_cs_flat_scale', iterations: 2000, fast: true },
  { name: 'synth_k5_n50', kind: 'saxs_energies_flat_scale', iterations: 16000 },
  { name: 'synth_k5_n50', kind: 'saxs_cs_energies_flat_scale', iterations: 16000 },
  { name: 'bioce_k5_n868', kind: 'saxs_flat_scale', iterations: 60000 },
  { name: 'bioce_k5_n868', kind: 'saxs_halfnormal_scale', iterations: 60000 },
  { name: 'bioce_k5_n868', kind: 'saxs_cs_flat_scale', iterations: 20000 },
  { name: 'synth_k20_n400', kind: 'saxs_flat_scale', iterations: 20000 },
  { name: 'synth_k20_n400', kind: 'saxs_halfnormal_scale', iterations: 20000 },
  { name: 'synth_k50_n50', kind: 'saxs_flat_scale', iterations: 8000 },
  { name: 'synth_k100_n50', kind: 'saxs_flat_scale', iterations: 8000 },
]

describe('reference posteriors', () => {
  for (const { name, kind, iterations, fast } of cases)
    test.skipIf(missing !== '' || !(fast || long))(
      `${name}, ${kind}${missing}${fast || long ? '' : ' (skipped: BIOCE_LONG is not 1)'}`,
      async () => {
        const reference = JSON.parse(referenceText(name, 'reference.json')).posterior[kind]
        const { result, draws } = await inferEnsemble(
          inputOf(name, kind),
          optionsOf(kind, iterations),
          report,
        )
        const modelCount = result.models.length
        result.models.forEach((model, k) => {
          expectWeight(model.weight, weightsOf(draws, k), reference.weights[k], modelCount)
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
})

function inputOf(name: string, kind: Kind): InferInput {
  const input = referenceInput(name)
  const file = (path: string) => ({ text: referenceText(name, path), name: path })
  if (kind.includes('_cs_'))
    input.shifts = readShifts(file('cs_exp.dat'), file('cs_sim.txt'), file('cs_rms.txt'))
  if (kind.includes('_energies_'))
    input.energies = readVector(referenceText(name, 'energies.txt'), 'energies.txt', 'bad_energies')
  return input
}

function optionsOf(kind: Kind, iterations: number): InferOptions {
  return {
    scalePrior: kind.includes('flat') ? 'flat' : 'half-normal',
    energyPrior: 'shift',
    iterations,
    qMax: 10,
  }
}

/**
 * The tolerances of the reference data's README: the mean of a weight within 4 errors or `floor`, its sd and upper
 * quantile within 5 % (15 % from K = 50) of the sd, to which the Monte Carlo error of a quantile, 2.67 sd / sqrt(ESS),
 * is added twice; failing that, the reference's quantile must lie at the right share of our draws. Weights near 0 have their sd and quantile from rare draws: what counts there is the mean.
 */
function expectWeight(own: Summary, draws: Float64Array, reference: Reference, modelCount: number): void {
  const [floor, relative] = modelCount < 50 ? [0.005, 0.05] : [0.02, 0.15]
  expect(Math.abs(own.mean - reference.mean)).toBeLessThan(Math.max(floor, errorsOf(own, reference)))
  if (reference.mean < 0.01) return
  const slack = relative + (2 * 2.67) / Math.sqrt(Math.min(own.essBulk, own.essTail))
  expect(Math.abs(own.sd - reference.sd)).toBeLessThan(slack * reference.sd)
  if (Math.abs(own.q975 - reference['q97.5']) < slack * reference.sd) return
  // A weight that is mostly 0 has a thin tail there: then the reference's quantile must lie at 97.5 % of our draws.
  const share = draws.filter(value => value <= reference['q97.5']).length / draws.length
  expect(Math.abs(share - 0.975)).toBeLessThan(
    4 * Math.sqrt((0.975 * 0.025) / Math.min(own.essBulk, own.essTail)),
  )
}

function expectMean(own: Summary, reference: Reference): void {
  expect(Math.abs(own.mean - reference.mean)).toBeLessThan(errorsOf(own, reference))
}

/** Four Monte Carlo errors of both together. */
function errorsOf(own: Summary, reference: Reference): number {
  return 4 * Math.hypot(own.mcse, reference.mcse_mean)
}
