/**
 * How long selection and inference take, in CPU seconds of one thread: `bun test/bench/infer.ts [K ...]`.
 * Without numbers: K = 5, 20 and 50 to the gate; 100, 500 and 2000 take minutes.
 */
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { selectEnsemble } from '#src/ensemble/select/select.ts'
import { madeUpLibrary } from './madeUpLibrary.ts'

const asked = process.argv.slice(2).map(Number)
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
console.log(`selection, K=50 N=400: ${(1000 * times.sort((a, b) => a - b)[4]).toFixed(0)} ms (median of 9)`)

for (const modelCount of asked.length > 0 ? asked : [5, 20, 50]) {
  const pointCount = modelCount === 5 ? 10 : 400
  const input = madeUpLibrary(modelCount, pointCount)
  const iterations = modelCount >= 2000 ? 100 : 2000
  const iterationsMax = modelCount >= 500 ? iterations : 40_000
  const [seconds, { result }] = await cpuSeconds(() =>
    inferEnsemble(input, { effort: 'gate', iterations, iterationsMax }, silent),
  )
  const { rhat, essBulk } = result.chi2
  const megabytes = process.memoryUsage().rss / 1e6
  console.log(
    `infer, K=${modelCount} N=${pointCount}: ${seconds.toFixed(1)} s, ${result.sampler.converged ? 'through the gate' : `${result.sampler.reasons.length} quantities short of the gate`}; chi2: R-hat ${rhat.toFixed(3)}, ESS ${essBulk.toFixed(0)}; evidence ${result.evidence?.log.toFixed(2)} +- ${result.evidence?.error.toFixed(2)}; ${megabytes.toFixed(0)} MB`,
  )
}
