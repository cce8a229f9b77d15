/** How long the point answer takes, in CPU seconds of one thread, fastest of three: `bun test/bench/firstAnswer.ts [K ...]`, K = 2,000 unless told. */
import { firstAnswerOf } from '#src/ensemble/point/firstAnswer.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { madeUpLibrary } from './madeUpLibrary.ts'

function cpuSeconds<T>(work: () => T): [number, T] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e6, result]
}

const asked = process.argv.slice(2).map(Number)
for (const modelCount of asked.length > 0 ? asked : [2000]) {
  const input = madeUpLibrary(modelCount, 400)
  const runs = [1, 2, 3].map(() => {
    const [toCheck, problem] = cpuSeconds(() => buildProblem(input, {}))
    const [toAnswer, { answer }] = cpuSeconds(() => firstAnswerOf(problem, 1))
    return { toCheck, toAnswer, answer }
  })
  const { toCheck, toAnswer, answer } = runs.sort((a, b) => a.toAnswer - b.toAnswer)[0]!
  const best = answer.best.map(set => `${set.models.length} models ${set.chi2PerPoint.toFixed(3)}`)
  console.log(
    `K=${modelCount} N=400: curves checked and reduced in ${toCheck.toFixed(2)} s, answered in ${toAnswer.toFixed(2)} s; chi2 per point of ${best.join(', ')}`,
  )
}
