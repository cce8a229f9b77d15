import type { Progress, Summary } from '../contract.ts'
import { convergenceOf } from '../diagnose/convergence.ts'
import { ln } from '../numeric/elementary.ts'
import { mean } from '../numeric/orderStatistics.ts'
import { Random } from '../numeric/random.ts'
import { summaryOf } from '../posterior/summary.ts'
import { type ChainDraws, type ChainState, type ChainTask, runChain } from './chain.ts'
import { countOf, everySecond, joined, weightDraws } from './chainDraws.ts'
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
  /** Of each chain, so far. */
  iterations: number
  states: ChainState[]
  /** Draws of the rounds before that the next one adds to; null where they are forgotten. */
  chains: ChainDraws[] | null
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
/** Iterations for each draw in the first round, and at most; these end at this much arithmetic. */
const [thinFirst, thinMost, workMax] = [2, 16, 6e9]
/** The largest R-hat and the smallest effective sample size of what is watched. */
export const seriesLimits = { rhatMax: 1.02, essMin: 200 }
/** Weights of models below this mean are not watched. */
const weightMin = 0.02

/**
 * Samples the weights of all curves together. `start` are the mean weights of each curve alone, [T, K]; the draws of a chain
 * are of `iterationsMax` of its iterations at most, instead of as many as the arithmetic allows.
 *
 * Rounds go on until chains agree. The first is forgotten, as chains may still be on their way in it; each of the others makes the draws twice as many
 * iterations long: it keeps every second draw of those before, and adds as many.
 */
export async function sampleSmooth(
  problem: SeriesProblem,
  names: { models: string[]; curves: string[] },
  start: Float64Array,
  { seed, iterationsMax }: { seed: number; iterationsMax?: number },
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
    Math.min(
      ...[drawsMost, Math.floor(numbersMax / numbers / chainCount)],
      Math.floor((iterationsMax ?? Number.POSITIVE_INFINITY) / thinFirst),
    ),
  )
  const work = numbers * (curves.length + modelCount)
  const thinLast = iterationsMax ? iterationsMax / draws : Math.min(thinMost, workMax / work / draws)
  let thinLongest = thinFirst
  while (2 * thinLongest <= thinLast) thinLongest *= 2
  // Of all rounds together, for each draw.
  const perDraw = thinLongest === thinFirst ? thinFirst : thinFirst + thinLongest
  let states: (ChainState | null)[] = reached?.states ?? Array.from({ length: chainCount }, () => null)
  let kept = reached?.chains ?? null
  let iterations = reached?.iterations ?? 0
  for (let thin = reached?.thin ?? thinFirst; ; thin *= 2) {
    const shares = states.map(() => 0)
    const round = ln(thin / thinFirst) / ln(2) + 1
    const wanted = draws - (kept ? countOf(kept[0]!) : 0)
    const runs = states.map((state, c) =>
      run(
        {
          problem,
          random: Random.stream(seed, 14, c).state,
          start: { weights: start, place: Math.floor(lengths.length * (0.5 + (0.3 * c) / chainCount)) },
          state,
          draws: wanted,
          thin,
        },
        share => {
          shares[c] = share
          void report({
            stage: 'together',
            done: Math.round((100 * (iterations + wanted * thin * mean(shares))) / (draws * perDraw)),
            total: 100,
            message: `All curves together, round ${Math.round(round)}`,
          })
        },
      ),
    )
    const found = await Promise.all(runs)
    const after = found.map(({ state }) => state)
    states = after
    const before = kept
    const chains = found.map((each, c) => (before ? joined(before[c]!, each.draws) : each.draws))
    iterations += wanted * thin
    const { reasons, amplitude, length } = judge(chains, names)
    if (reasons.length === 0 || 2 * thin > thinLast)
      return {
        ...{ chains, reasons, amplitude, length, iterations },
        converged: reasons.length === 0,
        draws: draws * chainCount,
      }
    kept = thin === thinFirst ? null : chains.map(everySecond)
    await keepReached?.({ thin: 2 * thin, iterations, states: after, chains: kept })
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
