/**
 * One sweep of a walker as TypeScript and as the same sources compiled to WebAssembly SIMD, CPU microseconds, the fastest of
 * 15 runs in turns: `bun test/bench/sweep.ts [K ...]`. At temperature 1, the posterior.
 */
import { buildProblem } from '#src/ensemble/problem.ts'
import { type Engine, openEngine, openPlainEngine } from '#src/ensemble/sample/engine.ts'
import { nearestNeighbours, squaresOf } from '#src/ensemble/sample/neighbours.ts'
import type { Target } from '#src/ensemble/sample/target.ts'
import { energyOf } from '#src/ensemble/sample/walker.ts'
import { madeUpLibrary } from './madeUpLibrary.ts'

const asked = process.argv.slice(2).map(Number)

for (const modelCount of asked.length > 0 ? asked : [5, 20, 50, 100, 500]) {
  const { reduced: curves, scalePriorSd } = buildProblem(
    madeUpLibrary(modelCount, modelCount === 5 ? 10 : 400),
  )
  const neighbourCount = Math.min(12, modelCount - 1)
  const target: Target = {
    modelCount,
    exponents: new Float64Array(modelCount).fill(1 / modelCount),
    exponentSum: 1,
    energyPrior: null,
    inclusion: null,
    nodes: [{ curves, squares: squaresOf(curves, modelCount), logPrior: 0, logDeterminant: 0 }],
    bestNode: 0,
    shifts: null,
    scalePriorSd,
    flatScale: false,
    pointCount: 400,
    logErrorSd: 0,
    neighbours: nearestNeighbours(curves, modelCount, neighbourCount),
    neighbourCount,
    orders: null,
    large: false,
  }
  const sweeps = Math.ceil(50_000 / (20 + modelCount))
  const runs = [openPlainEngine, openEngine].map(open => runOf(open(target, [1, 2, 3, 4], 1), target))
  for (const run of runs) run(sweeps) // until it is compiled
  const times = runs.map((): number[] => [])
  for (let n = 0; n < 15; n++)
    runs.forEach((run, i) => {
      times[i]!.push(run(sweeps))
    })
  const [slow, fast] = times.map(list => Math.min(...list) / sweeps)
  console.log(
    `${modelCount} models, rank ${curves.rank}: TypeScript ${slow!.toFixed(1)} us, WebAssembly ${fast!.toFixed(1)} us, ${(slow! / fast!).toFixed(2)} times as fast`,
  )
}

/** Sweeps for so long; CPU microseconds. */
function runOf(engine: Engine, target: Target): (sweeps: number) => number {
  const walker = engine.newWalker()
  engine.drawPrior(walker)
  return sweeps => {
    const start = process.cpuUsage()
    for (let n = 0; n < sweeps; n++) {
      engine.sweep(walker, 1)
      if (n % 16 === 0) engine.refresh(walker)
      if (!(energyOf(target, walker) < Infinity)) throw new Error('a sweep went astray')
    }
    const { user, system } = process.cpuUsage(start)
    return user + system
  }
}
