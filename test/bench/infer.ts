/**
 * How long selection and inference take, in CPU seconds of one thread: `bun test/bench/infer.ts [K ...]`.
 * With the word classic, of the classic model; else of the default one. Without numbers: K = 5, 20, 50 and 100 to the gate. Chains are first judged after 1000 iterations. large.ts has more to say of larger libraries.
 */
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { selectEnsemble } from '#src/ensemble/select/select.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { madeUpLibrary } from './madeUpLibrary.ts'

const asked = process.argv.slice(2).map(Number).filter(Number.isFinite)
const model = process.argv.includes('classic') ? classicModel : {}
const silent = { report: () => {} }

async function cpuSeconds<T>(work: () => Promise<T>): Promise<[number, T]> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e6, result]
}

const fifty = madeUpLibrary(50, 400)
const times: number[] = []
for (let n = 0; n < 9; n++) times.push((await cpuSeconds(() => selectEnsemble(fifty, {}, silent)))[0])
console.log(`selection, K=50 N=400: ${(1000 * times.sort((a, b) => a - b)[4]!).toFixed(0)} ms (median of 9)`)

for (const modelCount of asked.length > 0 ? asked : [5, 20, 50, 100]) {
  const pointCount = modelCount === 5 ? 10 : 400
  const input = madeUpLibrary(modelCount, pointCount)
  const [seconds, { result }] = await cpuSeconds(() =>
    inferEnsemble(input, { ...model, effort: 'gate', iterations: 1000, iterationsMax: 40_000 }, silent),
  )
  const { chi2, scale, sampler, evidence } = result
  const told = (name: string, { rhat, essBulk }: typeof chi2) =>
    `${name}: R-hat ${rhat.toFixed(3)}, ESS ${essBulk.toFixed(0)}`
  const gate = sampler.converged
    ? 'through the gate'
    : `${sampler.reasons.length} quantities short of the gate`
  const megabytes = process.memoryUsage().rss / 1e6
  console.log(
    `infer, K=${modelCount} N=${pointCount}: ${seconds.toFixed(1)} s, ${gate}; ${told('chi2', chi2)}; ${told('scale', scale)}; evidence ${evidence?.log.toFixed(2)} +- ${evidence?.error.toFixed(2)}; ${megabytes.toFixed(0)} MB`,
  )
}
