import { exp, ln } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { emptyRows, pushRow, type SparseRows } from '../numeric/sparseRows.ts'
import { openEngine } from './engine.ts'
import { type PackedWalker, packWalker, unpackWalker } from './packed.ts'
import type { Target } from './target.ts'
import { chi2Of, energyOf, shiftChi2Of } from './walker.ts'

/**
 * The whole state of one group: a ladder of walkers, cold one last, and their common random numbers. A plain object
 * that can be sent to another thread or kept in a file; going on from it gives the same numbers as never stopping.
 */
export interface GroupState {
  /** Rung temperatures, ascending from 0 (the prior) to 1 (the posterior). */
  betas: number[]
  /** The walker of every rung. */
  walkers: PackedWalker[]
  random: number[]
  /** Iterations done; its parity says which neighbours swap next. */
  iteration: number
}

/** What a group is asked to do: `iterations` of sweep and swap, keeping every `thin`-th cold point. */
export interface AdvanceTask {
  target: Target
  state: GroupState
  iterations: number
  thin: number
}

/** What a group did. D = draws kept. */
export interface AdvanceResult {
  state: GroupState
  /** Weights w of the cold rung, [D, K]. */
  weights: SparseRows
  /** c, chi2 of the curve, chi2 of the shifts, hyperparameter, f/f0, temperature of energies and node of the cold rung, [D] each. */
  scale: Float64Array
  chi2: Float64Array
  shiftChi2: Float64Array
  hyper: Float64Array
  errorScale: Float64Array
  temperature: Float64Array
  node: Float64Array
  /** E of every rung at every kept iteration, before the swap, [D, rungs]. */
  energies: Float64Array
  /** Mean probability that each neighbouring pair would swap, [rungs - 1]. */
  acceptance: Float64Array
}

/** Iterations after which u and residuals are computed anew, before rounding can add up. */
const refreshInterval = 16

/** Models that take part where a start has equal weights. */
const membersAtStart = 8

/** A group at its start: every rung but the last drawn from the prior; the cold one as `start` says. */
export function startGroup(
  target: Target,
  betas: number[],
  start: 'equal' | number,
  seed: number,
  group: number,
): GroupState {
  const engine = openEngine(target, Random.stream(seed, 1, group).state, 1)
  const walker = engine.newWalker()
  const walkers = betas.map(() => {
    engine.drawPrior(walker)
    return packWalker(walker)
  })
  const coldest = walkers.pop()!
  const cold = { ...coldest, ...coldStart(target, start), logErrorScale: 0, node: target.bestNode }
  return { betas, walkers: [...walkers, cold], random: engine.randomState(), iteration: 0 }
}

/** The models in which a cold walker starts, all of the same amount but for those of next to nothing that must take part. */
function coldStart(
  { modelCount, scalePriorSd, inclusion }: Target,
  start: 'equal' | number,
): Pick<PackedWalker, 'models' | 'logAmounts'> {
  const logReference = ln(scalePriorSd / 10)
  const spread = (count: number, logAmount: number) => ({
    models: Int32Array.from({ length: count }, (_, n) => Math.floor((n * modelCount) / count)),
    logAmounts: new Float64Array(count).fill(logAmount),
  })
  if (start === 'equal') {
    const count = inclusion ? Math.min(modelCount, membersAtStart) : modelCount
    return spread(count, logReference - ln(count))
  }
  if (inclusion) return { models: Int32Array.of(start), logAmounts: Float64Array.of(logReference) }
  const all = spread(modelCount, logReference - 50)
  all.logAmounts[start] = logReference
  return all
}

/**
 * Runs one group: every rung a sweep at its temperature, the prior rung a fresh independent draw, then the even or
 * the odd neighbours may swap, in turn.
 *
 * The strict alternation makes the walk along the ladder non-reversible, and the fresh prior draws feed it with
 * points from everywhere: a mode that the cold rung would never find is reached from above. Acceptance of a swap:
 * min(1, exp((beta_i - beta_j)(E_i - E_j))). Source: Syed, Bouchard-Cote, Deligiannidis, Doucet 2021, J. R.
 * Statist. Soc. B 84:321, algorithm 1. Pure: the state handed in is not touched. O(iterations x rungs x K x r).
 */
export function advance(task: AdvanceTask): AdvanceResult {
  const { target, state, iterations, thin } = task
  const { betas } = state
  const { modelCount } = target
  const rungs = betas.length
  const engine = openEngine(target, state.random, rungs)
  const ladder = state.walkers.map(packed => {
    const walker = engine.newWalker()
    unpackWalker(engine, packed, walker)
    return walker
  })

  const keptMax = Math.ceil(iterations / thin) + 1
  const weights = emptyRows(modelCount, keptMax)
  const [scale, chi2, shiftChi2, hyper, errorScale, temperature, node] = Array.from(
    { length: 7 },
    () => new Float64Array(keptMax),
  )
  const kept = new Float64Array(keptMax * rungs)
  const acceptance = new Float64Array(rungs - 1)
  const energies = new Float64Array(rungs)
  let draws = 0

  for (let n = 0; n < iterations; n++) {
    const iteration = state.iteration + n
    for (let rung = 0; rung < rungs; rung++) {
      if (betas[rung] === 0) engine.drawPrior(ladder[rung])
      else {
        engine.sweep(ladder[rung], betas[rung])
        if (iteration % refreshInterval === 0) engine.refresh(ladder[rung])
      }
      energies[rung] = energyOf(target, ladder[rung])
    }
    if ((iteration + 1) % thin === 0) {
      const cold = ladder[rungs - 1]
      pushRow(weights, draws, cold.u, cold.scale)
      scale[draws] = cold.scale
      chi2[draws] = chi2Of(target, cold)
      shiftChi2[draws] = shiftChi2Of(target, cold)
      hyper[draws] = cold.hyper
      errorScale[draws] = exp(cold.logErrorScale)
      temperature[draws] = exp(cold.logTemperature)
      node[draws] = cold.node
      kept.set(energies, draws * rungs)
      draws++
    }
    for (let rung = 0; rung + 1 < rungs; rung++) {
      const probability = swapProbability(betas[rung + 1] - betas[rung], energies[rung + 1] - energies[rung])
      acceptance[rung] += probability / iterations
      if ((rung + iteration) % 2 === 0 && engine.uniform() < probability)
        [ladder[rung], ladder[rung + 1]] = [ladder[rung + 1], ladder[rung]]
    }
  }

  const after: GroupState = {
    betas,
    walkers: ladder.map(packWalker),
    random: engine.randomState(),
    iteration: state.iteration + iterations,
  }
  return {
    state: after,
    weights,
    scale: scale.slice(0, draws),
    chi2: chi2.slice(0, draws),
    shiftChi2: shiftChi2.slice(0, draws),
    hyper: hyper.slice(0, draws),
    errorScale: errorScale.slice(0, draws),
    temperature: temperature.slice(0, draws),
    node: node.slice(0, draws),
    energies: kept.slice(0, draws * rungs),
    acceptance,
  }
}

/** With which two walkers swap, from the differences of their inverse temperatures and of their energies: the joint density of both stays. */
export const swapProbability = (betaStep: number, energyStep: number): number =>
  Math.min(1, exp(betaStep * energyStep))

/** The same walkers on another ladder: each new rung starts from the old rung of the nearest temperature. */
export function moveToLadder(state: GroupState, betas: number[]): GroupState {
  return { ...state, betas, walkers: betas.map(beta => state.walkers[nearestRung(state.betas, beta)]) }
}

function nearestRung(betas: number[], beta: number): number {
  const distance = betas.map(other => Math.abs(ln((other + 1e-300) / (beta + 1e-300))))
  return distance.indexOf(Math.min(...distance))
}
