/**
 * Large libraries: CPU seconds of one thread to the gate, and effective draws of what is read off an ensemble.
 * `bun test/bench/large.ts K [--classic] [--iterations N] [--max N] [--seed N] [--points N]`
 */
import { parseArgs } from 'node:util'
import { convergenceOf } from '#src/ensemble/diagnose/convergence.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { byChain } from '#src/ensemble/posterior/draws.ts'
import { effectiveModelsOf } from '#src/ensemble/posterior/prior.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { collecting } from '#src/method/collecting.ts'
import { madeUpLibrary } from './madeUpLibrary.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    classic: { type: 'boolean' },
    iterations: { type: 'string', default: '1000' },
    max: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    points: { type: 'string', default: '400' },
  },
})

for (const modelCount of positionals.map(Number)) {
  const input = madeUpLibrary(modelCount, Number(values.points))
  const { profiles, curve } = input
  // Guinier's radius of each model, from the first points.
  const radii = Float64Array.from({ length: modelCount }, (_, k) => {
    const at = (i: number) => profiles.values[i * modelCount + k]!
    return Math.sqrt((3 * Math.log(at(0) / at(1))) / (curve.q[1]! ** 2 - curve.q[0]! ** 2))
  })
  const [least, most] = [radii.reduce((a, b) => Math.min(a, b)), radii.reduce((a, b) => Math.max(a, b))]
  const before = process.cpuUsage()
  const { result, draws } = await inferEnsemble(
    input,
    {
      ...(values.classic ? classicModel : {}),
      effort: 'gate',
      iterations: Number(values.iterations),
      iterationsMax: Number(values.max),
      seed: Number(values.seed),
    },
    { report: collecting(() => {}) },
  )
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  const told = (name: string, column: Float64Array) => {
    const { rhat, essBulk, essTail } = convergenceOf(byChain(draws, column))
    const mean = column.reduce((sum, x) => sum + x / column.length, 0)
    const rate = Math.min(essBulk, essTail) / seconds
    console.log(
      `  ${name.padEnd(12)} mean ${mean.toPrecision(6)}, R-hat ${rhat.toFixed(4)}, ESS ${essBulk.toFixed(0)} and ${essTail.toFixed(0)}, ${rate.toFixed(1)} a CPU s`,
    )
  }
  const { ladder } = result.details
  console.log(
    `K=${modelCount}: ${seconds.toFixed(1)} CPU s, ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB at most, ${draws.count} draws, rank ${result.details.numericalRank}, ${ladder.betas.length} rungs, evidence ${result.evidence?.log.toFixed(2)} +- ${result.evidence?.error.toFixed(2)} (${result.evidence?.check?.log.toFixed(2)} +- ${result.evidence?.check?.error.toFixed(2)}), ${result.sampler.converged ? 'through the gate' : `${result.sampler.reasons.length} short of the gate`}`,
  )
  for (const reason of result.sampler.reasons) console.log(`  ${reason}`)
  told('scale', draws.scale)
  told('chi2', draws.chi2)
  told('N_eff', effectiveModelsOf(draws))
  const members = new Float64Array(draws.count)
  const radius = new Float64Array(draws.count)
  const bins = Array.from({ length: 8 }, () => new Float64Array(draws.count))
  const { starts, columns, values: weights } = draws.weights
  for (let d = 0; d < draws.count; d++)
    for (let i = starts[d]!; i < starts[d + 1]!; i++) {
      const [k, weight] = [columns[i]!, weights[i]!]
      members[d]!++
      radius[d]! += weight * radii[k]!
      bins[Math.min(7, Math.floor((8 * (radii[k]! - least)) / (most - least)))]![d]! += weight
    }
  told('n', members)
  told('log a', draws.hyper)
  told('Rg', radius)
  for (const [i, bin] of bins.entries()) told(`Rg bin ${i + 1}`, bin)
}
