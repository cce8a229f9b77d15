import { exp, ln } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { emptyRows, pushRow, type SparseRows } from '../numeric/sparseRows.ts'
import { type Engine, openEngine } from './engine.ts'
import type { Target } from './target.ts'
import { chi2Of, energyOf, shiftChi2Of, type Walker } from './walker.ts'

/**
 * The whole state of one group: a ladder of walkers, cold one last, and their common random numbers. A plain object
 * that can be sent to another thread or kept in a file; going on from it gives the same numbers as never stopping.
 */
export interface GroupState {
  /** Rung temperatures, ascending from 0 (the prior) to 1 (the posterior). */
  betas: number[]
  /** log u of every rung, [rungs, K] row-major. */
  logU: Float64Array
  /** Hyperparameters, logarithms of the error scale and of the temperature of energies, nodes, [rungs]. */
  hyper: Float64Array
  logErrorScale: Float64Array
  logTemperature: Float64Array
  node: Float64Array
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
  const { modelCount } = target
  const logU = new Float64Array(betas.length * modelCount)
  const [hyper, logErrorScale, logTemperature, node] = [0, 1, 2, 3].map(() => new Float64Array(betas.length))
  const walker = engine.newWalker()
  betas.forEach((_, rung) => {
    engine.drawPrior(walker)
    hyper[rung] = walker.hyper
    logErrorScale[rung] = walker.logErrorScale
    logTemperature[rung] = walker.logTemperature
    node[rung] = walker.node
    logU.set(walker.logU, rung * modelCount)
  })
  const logReference = ln(target.scalePriorSd / 10)
  const cold = logU.subarray((betas.length - 1) * modelCount)
  const absent = target.inclusion ? Number.NEGATIVE_INFINITY : logReference - 50
  if (start !== 'equal') {
    cold.fill(absent)
    cold[start] = logReference
  } else if (!target.inclusion) cold.fill(logReference - ln(modelCount))
  else {
    const count = Math.min(modelCount, membersAtStart)
    cold.fill(absent)
    for (let n = 0; n < count; n++) cold[Math.floor((n * modelCount) / count)] = logReference - ln(count)
  }
  logErrorScale[betas.length - 1] = 0
  node[betas.length - 1] = target.bestNode
  return {
    betas,
    logU,
    hyper,
    logErrorScale,
    logTemperature,
    node,
    random: engine.randomState(),
    iteration: 0,
  }
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
  const ladder = betas.map((_, rung) => restore(engine, state, rung))

  const keptMax = Math.ceil(iterations / thin) + 1
  const weights = emptyRows(modelCount, keptMax)
  const row = new Float64Array(modelCount)
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
      for (let k = 0; k < modelCount; k++) row[k] = cold.u[k] / cold.scale
      pushRow(weights, draws, row)
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
      const probability = Math.min(
        1,
        exp((betas[rung] - betas[rung + 1]) * (energies[rung] - energies[rung + 1])),
      )
      acceptance[rung] += probability / iterations
      if ((rung + iteration) % 2 === 0 && engine.uniform() < probability)
        [ladder[rung], ladder[rung + 1]] = [ladder[rung + 1], ladder[rung]]
    }
  }

  const after: GroupState = {
    betas,
    logU: new Float64Array(rungs * modelCount),
    hyper: Float64Array.from(ladder, walker => walker.hyper),
    logErrorScale: Float64Array.from(ladder, walker => walker.logErrorScale),
    logTemperature: Float64Array.from(ladder, walker => walker.logTemperature),
    node: Float64Array.from(ladder, walker => walker.node),
    random: engine.randomState(),
    iteration: state.iteration + iterations,
  }
  ladder.forEach((walker, rung) => {
    after.logU.set(walker.logU, rung * modelCount)
  })
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

/** The same walkers on another ladder: each new rung starts from the old rung of the nearest temperature. */
export function moveToLadder(state: GroupState, betas: number[], modelCount: number): GroupState {
  const logU = new Float64Array(betas.length * modelCount)
  const [hyper, logErrorScale, logTemperature, node] = [0, 1, 2, 3].map(() => new Float64Array(betas.length))
  betas.forEach((beta, rung) => {
    const from = nearestRung(state.betas, beta)
    logU.set(state.logU.subarray(from * modelCount, (from + 1) * modelCount), rung * modelCount)
    hyper[rung] = state.hyper[from]
    logErrorScale[rung] = state.logErrorScale[from]
    logTemperature[rung] = state.logTemperature[from]
    node[rung] = state.node[from]
  })
  return { ...state, betas, logU, hyper, logErrorScale, logTemperature, node }
}

function nearestRung(betas: number[], beta: number): number {
  const distance = betas.map(other => Math.abs(ln((other + 1e-300) / (beta + 1e-300))))
  return distance.indexOf(Math.min(...distance))
}

function restore(engine: Engine, state: GroupState, rung: number): Walker {
  const walker = engine.newWalker()
  const modelCount = walker.logU.length
  walker.logU.set(state.logU.subarray(rung * modelCount, (rung + 1) * modelCount))
  walker.hyper = state.hyper[rung]
  walker.logErrorScale = state.logErrorScale[rung]
  walker.logTemperature = state.logTemperature[rung]
  walker.node = state.node[rung]
  engine.refresh(walker)
  return walker
}
