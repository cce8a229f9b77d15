import type { Progress, Summary } from '../contract.ts'
import { convergenceOf } from '../diagnose/convergence.ts'
import { ln } from '../numeric/elementary.ts'
import { mean } from '../numeric/orderStatistics.ts'
import { Random } from '../numeric/random.ts'
import { summaryOf } from '../posterior/summary.ts'
import { type ChainDraws, type ChainState, type ChainTask, runChain } from './chain.ts'
import type { SeriesProblem } from './seriesProblem.ts'

/** Runs a chain, on another thread perhaps. */
export type ChainRunner = (
  task: ChainTask,
  report: (share: number) => void,
) => Promise<{ state: ChainState; draws: ChainDraws }>

/** Where the rounds stand, between two of them. With it and the same problem they go on, with the same result. */
export interface SmoothProgress {
  /** Of the next round. */
  thin: number
  iterations: number
  states: ChainState[]
}

export interface SmoothServices {
  report(progress: Progress): void | Promise<void>
  runChain?: ChainRunner
  /** What an earlier run had reached. */
  reached?: SmoothProgress | null
  /** Is told after each round that another follows. */
  keepReached?: (progress: SmoothProgress) => void | Promise<void>
}

/** The posterior of a series. */
export interface Smooth {
  chains: ChainDraws[]
  converged: boolean
  reasons: string[]
  iterations: number
  draws: number
  amplitude: Summary
  length: Summary
}

const chainCount = 4
/** Draws that each chain keeps, and numbers that all may keep together. */
const [drawsMost, drawsLeast, numbersMax] = [500, 100, 2e7]
/** Rounds go on until chains agree, each twice as long as the one before, which is then forgotten, and end at this much arithmetic. */
const [thinFirst, thinMost, workMax] = [2, 16, 3e9]
/** The largest R-hat and the smallest effective sample size of what is watched. */
export const seriesLimits = { rhatMax: 1.02, essMin: 200 }
/** Weights of models below this mean are not watched. */
const weightMin = 0.02

/** Samples the weights of all curves together. `start` are the mean weights of each curve alone, [T, K]; a chain ends before its `iterationsMax`. */
export async function sampleSmooth(
  problem: SeriesProblem,
  names: { models: string[]; curves: string[] },
  start: Float64Array,
  { seed, iterationsMax = Number.POSITIVE_INFINITY }: { seed: number; iterationsMax?: number },
  {
    report,
    runChain: run = async (task, tell) => runChain(task, tell),
    reached,
    keepReached,
  }: SmoothServices,
): Promise<Smooth> {
  const { curves, modelCount, lengths } = problem
  const numbers = curves.length * modelCount
  const draws = Math.max(
    drawsLeast,
    Math.min(drawsMost, Math.floor(numbersMax / numbers / chainCount), Math.floor(iterationsMax / thinFirst)),
  )
  const work = numbers * (curves.length + modelCount)
  const thinLast = Math.max(thinFirst, Math.min(thinMost, workMax / work / draws, iterationsMax / draws))
  // Rounds of thinFirst, 2 thinFirst, ... up to this one are 2 thinLongest - thinFirst long together.
  let thinLongest = thinFirst
  while (2 * thinLongest <= thinLast) thinLongest *= 2
  let states: (ChainState | null)[] = reached?.states ?? Array.from({ length: chainCount }, () => null)
  let iterations = reached?.iterations ?? 0
  for (let thin = reached?.thin ?? thinFirst; ; thin *= 2) {
    const shares = states.map(() => 0)
    const round = ln(thin / thinFirst) / ln(2) + 1
    const runs = states.map((state, c) =>
      run(
        {
          problem,
          random: Random.stream(seed, 14, c).state,
          start: { weights: start, place: Math.floor(lengths.length * (0.5 + (0.3 * c) / chainCount)) },
          state,
          draws,
          thin,
        },
        share => {
          shares[c] = share
          void report({
            stage: 'together',
            done: Math.round(
              (100 * (thin - thinFirst + thin * mean(shares))) / (2 * thinLongest - thinFirst),
            ),
            total: 100,
            message: `All curves together, round ${Math.round(round)}`,
          })
        },
      ),
    )
    const found = await Promise.all(runs)
    iterations += draws * thin
    const after = found.map(({ state }) => state)
    states = after
    const chains = found.map(each => each.draws)
    const { reasons, amplitude, length } = judge(chains, names)
    if (reasons.length === 0 || 2 * thin > thinLast)
      return {
        ...{ chains, reasons, amplitude, length, iterations },
        converged: reasons.length === 0,
        draws: draws * chainCount,
      }
    await keepReached?.({ thin: 2 * thin, iterations, states: after })
  }
}

/** Whether the chains agree on the process and, at some of the curves, on every weight that matters. */
function judge(chains: ChainDraws[], { models, curves }: { models: string[]; curves: string[] }) {
  const { rhatMax, essMin } = seriesLimits
  const reasons: string[] = []
  const watch = (name: string, of: Float64Array[]) => {
    const { rhat, essBulk, essTail } = convergenceOf(of)
    const ess = Math.min(essBulk, essTail)
    if (rhat > rhatMax || ess < essMin)
      reasons.push(`${name}: R-hat ${rhat.toFixed(3)}, effective sample size ${ess.toFixed(0)}`)
  }
  const amplitude = chains.map(chain => chain.amplitude)
  const length = chains.map(chain => chain.length)
  watch('amplitude', amplitude)
  watch('length', length)
  const watched = Math.min(9, curves.length)
  for (let i = 0; i < watched; i++) {
    const t = Math.round((i * (curves.length - 1)) / Math.max(1, watched - 1))
    for (const [k, model] of models.entries()) {
      const weights = chains.map(chain => weightDraws(chain, curves.length, models.length, t, [k]))
      if (mean(weights.map(mean)) >= weightMin) watch(`weight of ${model} at ${curves[t]}`, weights)
    }
  }
  return { reasons, amplitude: summaryOf(amplitude), length: summaryOf(length) }
}

/** Draws of what some models weigh together at one curve, each times its factor where there are factors. */
export function weightDraws(
  { weights }: ChainDraws,
  curveCount: number,
  modelCount: number,
  t: number,
  models: readonly number[],
  factors?: ArrayLike<number>,
): Float64Array {
  const count = weights.length / curveCount / modelCount
  return Float64Array.from({ length: count }, (_, d) => {
    const at = (d * curveCount + t) * modelCount
    let sum = 0
    for (const [i, k] of models.entries()) sum += weights[at + k]! * (factors ? factors[i]! : 1)
    return sum
  })
}
