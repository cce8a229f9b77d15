import { convergenceOf } from '../diagnose/convergence.ts'
import { mean } from '../numeric/orderStatistics.ts'
import type { ChainDraws } from './chain.ts'
import { weightDraws } from './chainDraws.ts'

/** The largest R-hat and the smallest effective sample size of what is watched. */
export const seriesLimits = { rhatMax: 1.02, essMin: 200 }
/** A weight that is beyond these is not shown at all: chains are at different ones. */
const shownLimits = { rhatMax: 1.1, essMin: 20 }
/** Weights of models and groups below this mean are not watched. */
const weightMin = 0.02
/** As many curves are watched at most, evenly spread. */
const curvesMost = 9

/** A sum over models that is shown for every curve: a group's weight, or the mean of a property. */
export interface ModelSum {
  name: string
  models: readonly number[]
  /** What each of the models is multiplied with; nothing for what they weigh. */
  factors?: ArrayLike<number>
}

/** What is shown of a series. */
export interface Shown {
  models: string[]
  curves: string[]
  /** Beside the weight of each model. */
  sums?: ModelSum[]
}

/** A quantity that is watched, where its chains agree least. */
interface Watched {
  name: string
  rhat: number
  ess: number
}

/** On what the chains of a series agree. */
export interface Agreement {
  /** What is beyond the limits, the worst first. */
  open: Watched[]
  /** Sums that are within them at every curve that is watched. */
  settled: string[]
  /** Models at so different weights in different chains that these say nothing. */
  withheld: number[]
}

/** Of amplitude, length and, at some of the curves, of every sum and of every weight that matters. */
export function agreementOf(chains: ChainDraws[], { models, curves, sums = [] }: Shown): Agreement {
  const places = watchedPlaces(curves.length)
  const worst = (name: string, draws: Float64Array[][]): Watched => {
    const found = draws.map(each => {
      const { rhat, essBulk, essTail } = convergenceOf(each)
      return { rhat, ess: Math.min(essBulk, essTail) }
    })
    return {
      name,
      rhat: Math.max(1, ...found.map(({ rhat }) => rhat)),
      ess: Math.min(Number.POSITIVE_INFINITY, ...found.map(({ ess }) => ess)),
    }
  }
  /** At every curve where the sum matters. */
  const along = ({ name, models: members, factors }: ModelSum) =>
    worst(
      name,
      places
        .map(t => chains.map(chain => weightDraws(chain, curves.length, models.length, t, members, factors)))
        .filter(draws => varies(draws) && (factors !== undefined || mean(draws.map(mean)) >= weightMin)),
    )
  const process = (['amplitude', 'length'] as const).map(name =>
    worst(name, [chains.map(chain => chain[name])]),
  )
  const weights = models.map((model, k) => along({ name: `weight of ${model}`, models: [k] }))
  const told = sums.map(along)
  return {
    open: [...process, ...told, ...weights]
      .filter(each => isBeyond(each, seriesLimits))
      .sort((a, b) => a.ess - b.ess),
    settled: told
      .filter(each => Number.isFinite(each.ess) && !isBeyond(each, seriesLimits))
      .map(({ name }) => name),
    withheld: weights.flatMap((each, k) => (isBeyond(each, shownLimits) ? [k] : [])),
  }
}

const isBeyond = ({ rhat, ess }: Watched, { rhatMax, essMin }: typeof seriesLimits) =>
  rhat > rhatMax || ess < essMin

/** What all models weigh together, or the mean of what is alike in all of them, has nothing but rounding to agree on. */
const varies = (draws: Float64Array[]) =>
  draws.some(each => each.some(value => Math.abs(value - draws[0]![0]!) > 1e-5 * Math.abs(value)))

function watchedPlaces(count: number): number[] {
  const watched = Math.min(curvesMost, count)
  return Array.from({ length: watched }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, watched - 1)))
}
