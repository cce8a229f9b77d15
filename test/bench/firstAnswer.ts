/**
 * How long the point answer takes, in CPU seconds of one thread, fastest of three: `bun test/bench/firstAnswer.ts [K ...]`, K = 2,000 unless told. Then,
 * where a hydration is inferred, the same with the fit of the hydration and its nodes, of 5 and 50 conformers at 160 points.
 */
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { firstAnswerOf } from '#src/ensemble/point/firstAnswer.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { conformerPartials, drawTruth, measure } from '../ensemble/saxs/hydrationReplicas.ts'
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

const enough = new Error('the first answer is there')
for (const modelCount of [5, 50]) {
  const library = conformerPartials(modelCount)
  const curve = measure(library, drawTruth(modelCount, 1), 1)
  const seconds: number[] = []
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage()
    const first = () => {
      const { user, system } = process.cpuUsage(before)
      seconds.push((user + system) / 1e6)
      throw enough
    }
    await analyseLibrary({ curve, library }, {}, { report: () => {}, first }).catch(error => {
      if (error !== enough) throw error
    })
  }
  console.log(`K=${modelCount} N=160, structures: answered in ${Math.min(...seconds).toFixed(2)} s`)
}
