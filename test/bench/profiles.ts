/**
 * How long a profile takes: `bun test/bench/profiles.ts`. CPU seconds of one thread, warm, from the structure in memory
 * to the fit (six partials, hydration, c1, contrast, scale), with the ratio to the plain twin of the kernel.
 *
 * Needs ../shared/data/saxs. The medians of FoXS and AUSAXS on the same fits, measured on a quiet machine, stand beside.
 */

import type { DebyeKernel } from '#src/ensemble/kernels/debyeKernel.ts'
import { plainDebye } from '#src/ensemble/kernels/plainDebye.ts'
import { openWasmDebye } from '#src/ensemble/kernels/wasmDebye.ts'
import { fitProfile } from '#src/ensemble/saxs/hydration.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { curveOf, noReference, structureOf } from '../ensemble/saxs/shared.ts'

const cases = [
  { model: 'inputs/6lyz.pdb', curve: 'inputs/lyzexp.dat', times: 25, goal: 0.015, foxs: 0.043, ausaxs: 0.12 },
  {
    model: 'inputs/bioce1.pdb',
    curve: 'inputs/exp_test_10pts.dat',
    times: 25,
    goal: 0.03,
    foxs: 0.071,
    ausaxs: 0.14,
  },
  { model: 'more/SASDJG5.pdb', curve: 'more/SASDJG5.dat', times: 7, goal: 0.33, foxs: 0.33, ausaxs: 0.18 },
  { model: 'more/A2M_native.pdb.gz', curve: 'more/A2M_native.dat', times: 1, goal: 6, foxs: 32, ausaxs: 4.2 },
]

if (noReference) {
  console.log('../shared/data/saxs is absent: nothing to measure')
  process.exit(0)
}
const wasm = openWasmDebye()
console.log('model                    atoms   fit, CPU s  goal    plain/wasm  FoXS    AUSAXS  chi2/N')
for (const { model, curve: file, times, goal, foxs, ausaxs } of cases) {
  const structure = structureOf(model)
  const curve = curveOf(file)
  const qMax = Math.min(0.5, curve.q[curve.q.length - 1]!)
  const fit = (kernel: DebyeKernel) => fitProfile(partialsOf(structure, { qMax }, kernel), upTo(qMax), {})
  const upTo = (most: number) => {
    const points = curve.q.filter(q => q <= most).length
    return {
      q: curve.q.subarray(0, points),
      intensity: curve.intensity.subarray(0, points),
      sigma: curve.sigma.subarray(0, points),
    }
  }
  const fast = medianCpuSeconds(() => fit(wasm), times)
  const plain = medianCpuSeconds(() => fit(plainDebye), Math.ceil(times / 8))
  const chi2 = fit(wasm).chi2PerPoint
  const cells = [
    model.split('/')[1]!.padEnd(24),
    String(structure.elements.length).padEnd(7),
    fast.toFixed(4).padEnd(11),
    String(goal).padEnd(7),
    (plain / fast).toFixed(1).padEnd(11),
    String(foxs).padEnd(7),
    String(ausaxs).padEnd(7),
    chi2.toFixed(3),
  ]
  console.log(cells.join(' '))
}

function medianCpuSeconds(work: () => unknown, times: number): number {
  work()
  const seconds = Array.from({ length: times }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  })
  return seconds.sort((a, b) => a - b)[Math.floor(times / 2)]!
}
