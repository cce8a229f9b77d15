import type { Progress, Summary } from '../contract.ts'
import { ln } from '../numeric/elementary.ts'
import { mean } from '../numeric/orderStatistics.ts'
import { Random } from '../numeric/random.ts'
import { summaryOf } from '../posterior/summary.ts'
import { type Agreement, agreementOf, type Shown } from './agreement.ts'
import { type ChainDraws, type ChainState, type ChainTask, runChain } from './chain.ts'
import { countOf, everySecond, joined } from './chainDraws.ts'
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
  iterations: number
  draws: number
  amplitude: Summary
  length: Summary
  agreement: Agreement
}

const chainCount = 4
/** Draws that each chain keeps, and numbers that all may keep together. */
const [drawsMost, drawsLeast, numbersMax] = [500, 100, 2e7]
/** Iterations for each draw in the first round, and at most; these end at this much arithmetic. */
const [thinFirst, thinMost, workMax] = [2, 16, 6e9]

/**
 * Samples the weights of all curves together. `start` are the mean weights of each curve alone, [T, K]; the draws of a chain
 * are of `iterationsMax` of its iterations at most, instead of as many as the arithmetic allows.
 *
 * Rounds go on until chains agree. The first is forgotten, as chains may still be on their way in it; each of the others makes the draws twice as many
 * iterations long: it keeps every second draw of those before, and adds as many.
 */
export async function sampleSmooth(
  problem: SeriesProblem,
  shown: Shown,
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
    const agreement = agreementOf(chains, shown)
    const converged = agreement.open.length === 0
    if (converged || 2 * thin > thinLast)
      return {
        ...{ chains, converged, iterations, agreement, draws: draws * chainCount },
        amplitude: summaryOf(chains.map(chain => chain.amplitude)),
        length: summaryOf(chains.map(chain => chain.length)),
      }
    kept = thin === thinFirst ? null : chains.map(everySecond)
    await keepReached?.({ thin: 2 * thin, iterations, states: after, chains: kept })
  }
}
