import { exp } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { compensatePaths } from './compensatedPaths.ts'
import { meanSquares } from './compensation.ts'
import { exchange, lookAlikes, type Products, productsOf } from './exchange.ts'
import { KalmanSmoother } from './kalmanSmoother.ts'
import { Learning, type Lessons, nothingLearned } from './lessons.ts'
import { logLikelihood } from './likelihood.ts'
import { logRatios, pathOfModel } from './logRatios.ts'
import { Mixtures } from './mixtures.ts'
import { moveProcess } from './moveProcess.ts'
import { redrawPaths } from './paths.ts'
import type { SeriesProblem } from './seriesProblem.ts'
import { shiftGroups } from './shiftGroups.ts'
import { slice } from './slice.ts'
import { StepAveraging } from './stepAveraging.ts'
import { followTrajectory } from './trajectory.ts'

/** A Markov chain over the weights of all curves of a series, the amplitude and the length of their process and the error scale of each curve. */

/** Where a chain is, and what it learned on the way; plain data. */
export interface ChainState {
  /** Log weights [T, K]. */
  z: Float64Array
  logAmplitude: number
  /** Which of the lengths. */
  place: number
  /** x = log(f/f0) of each curve, [T]. */
  errorScales: Float64Array
  random: number[]
  /** Of the leapfrog steps. */
  step: number
  lessons: Lessons
}

/** Draws in the order drawn, [D, ...] each. */
export interface ChainDraws {
  /** [D, T, K]. */
  weights: Float32Array
  amplitude: Float64Array
  length: Float64Array
}

export interface ChainTask {
  problem: SeriesProblem
  /** Of the chain. */
  random: number[]
  /** Mean weights of each curve alone, [T, K], and the place of a length: where the chain begins. */
  start: { weights: Float64Array; place: number }
  /** Goes on from here instead, without a warm-up. */
  state: ChainState | null
  draws: number
  /** Iterations for each draw that is kept. */
  thin: number
}

const warmUp = 500
/**
 * At first errors are taken for e^3 times larger, and for less and less so until this iteration of the warm-up, so that chains find the few models that
 * explain the curves, and do not stay with the many that they began with. Simulated annealing (Kirkpatrick et al. 1983, Science 220:671).
 */
const [coolUntil, logErrorFirst] = [300, 3]
/** Iterations of the warm-up after which the moves are made anew from what was learned since the last time. */
const renewals = [30, 80, 150, 250, 350]
/** Of the first leapfrog steps after that. */
const stepFirst = 0.2
/** After the warm-up a trajectory, which costs more than all other moves of an iteration, is followed in this share of them. */
const trajectoryShare = 0.5

export function runChain(
  task: ChainTask,
  report?: (share: number) => void,
): { state: ChainState; draws: ChainDraws } {
  const chain = new SeriesChain(task)
  const iterations = task.draws * task.thin
  const before = task.state ? 0 : warmUp
  const tell = (done: number) => {
    if (done % 20 === 0) report?.(done / (before + iterations))
  }
  for (let i = 0; i < before; i++) {
    chain.warm(i)
    tell(i)
  }
  const { curves, modelCount } = task.problem
  const draws: ChainDraws = {
    weights: new Float32Array(task.draws * curves.length * modelCount),
    amplitude: new Float64Array(task.draws),
    length: new Float64Array(task.draws),
  }
  for (let d = 0; d < task.draws; d++) {
    for (let i = 0; i < task.thin; i++) {
      chain.advance()
      tell(before + d * task.thin + i)
    }
    chain.keep(draws, d)
  }
  return { state: chain.state, draws }
}

class SeriesChain {
  readonly state: ChainState
  private readonly problem: SeriesProblem
  private readonly random: Random
  private readonly mixtures: Mixtures
  private readonly products: Products[]
  private readonly neighbours: number[][]
  private readonly meanSquares: Float64Array
  private readonly learning: Learning
  private readonly averaging = new StepAveraging()

  constructor({ problem, start, state, random }: ChainTask) {
    const { curves, modelCount } = problem
    this.problem = problem
    this.random = Random.from(state?.random ?? random)
    this.mixtures = new Mixtures(curves, modelCount)
    this.products = productsOf(problem)
    this.neighbours = lookAlikes(this.products, modelCount)
    this.meanSquares = meanSquares(this.products)
    this.learning = new Learning(problem)
    this.state = state ?? {
      z: logRatios(start.weights, modelCount),
      logAmplitude: problem.amplitude.logMean,
      place: start.place,
      errorScales: new Float64Array(curves.length),
      random: [],
      step: stepFirst,
      lessons: nothingLearned(curves.length, modelCount),
    }
    if (!state) this.begin()
    this.look()
  }

  /**
   * Weights of curves alone jump from one to the next as no path does, and from so unlikely a start trajectories may fly apart. So they are
   * smoothed, as log-ratios with errors of 1 would be.
   */
  private begin(): void {
    const { curves, modelCount, lengths } = this.problem
    const { z, logAmplitude, place } = this.state
    const smoother = new KalmanSmoother(curves.length)
    smoother.set(lengths[place]!.filter, exp(logAmplitude), new Float64Array(curves.length).fill(1))
    const smooth = new Float64Array(curves.length)
    for (let k = 0; k < modelCount; k++) {
      smoother.expect(pathOfModel(z, k, modelCount), smooth)
      for (const [t, value] of smooth.entries()) z[t * modelCount + k] = value
    }
    this.look()
    this.learn()
    this.renew()
  }

  warm(iteration: number): void {
    if (iteration <= coolUntil) this.cool(logErrorFirst * (1 - iteration / coolUntil))
    if (renewals.includes(iteration)) this.renew()
    this.state.step = this.averaging.next(this.moveWeights())
    this.moveOthers(iteration >= coolUntil)
    if (iteration % 3 === 0) this.learn()
    if (iteration === warmUp - 1) this.state.step = this.averaging.settled
  }

  advance(): void {
    if (this.random.uniform() < trajectoryShare) this.moveWeights()
    this.moveOthers()
  }

  keep(draws: ChainDraws, d: number): void {
    const { logAmplitude, place } = this.state
    draws.weights.set(this.mixtures.weights, d * this.mixtures.weights.length)
    draws.amplitude[d] = exp(logAmplitude)
    draws.length[d] = this.problem.lengths[place]!.length
  }

  /** Returns how likely the trajectory was accepted. */
  private moveWeights(): number {
    const { state, mixtures } = this
    const start = { ...state, amplitude: exp(state.logAmplitude) }
    const { z, acceptance } = followTrajectory(this.problem, start, state.lessons, mixtures, this.random)
    state.z = z
    return acceptance
  }

  /** Takes the errors of all curves for e^logError times larger. */
  private cool(logError: number): void {
    this.state.errorScales.fill(logError)
    this.look()
  }

  private moveOthers(withErrors = true): void {
    const { state, problem, mixtures, random } = this
    if (problem.modelCount > 1) this.moveModels()
    Object.assign(state, moveProcess(problem, state, state.errorScales, state.lessons, mixtures, random))
    if (withErrors) this.moveErrorScales()
    state.random = random.state
  }

  private moveModels(): void {
    const { problem, state, mixtures } = this
    const all = {
      ...{ problem, z: state.z, random: this.random },
      ...{ weights: mixtures.weights, mixtures: mixtures.each, overlaps: mixtures.overlaps },
      ...{ products: this.products, neighbours: this.neighbours, meanSquares: this.meanSquares },
      ...state.lessons,
      errorScales: state.errorScales,
      filter: problem.lengths[state.place]!.filter,
      amplitude: exp(state.logAmplitude),
    }
    exchange(all)
    redrawPaths(all)
    shiftGroups(all)
    compensatePaths(all)
    this.look()
  }

  /** A slice of x of each curve given its mixture. Neal 2003, Annals of Statistics 31:705. */
  private moveErrorScales(): void {
    const { curves } = this.problem
    const { errorScales } = this.state
    if (curves.every(({ logErrorSd }) => logErrorSd === 0)) return
    for (const [t, curve] of curves.entries()) {
      if (curve.logErrorSd === 0) continue
      const density = (x: number) =>
        logLikelihood(curve, this.mixtures.overlaps[t]!, x) - 0.5 * (x / curve.logErrorSd) ** 2
      errorScales[t] = slice(errorScales[t]!, density, 2 * curve.logErrorSd, this.random)
    }
    this.look()
  }

  private look(): void {
    this.mixtures.look(this.state.z, this.state.errorScales)
  }

  private learn(): void {
    const { z, errorScales, logAmplitude } = this.state
    this.learning.add(z, this.mixtures, errorScales, exp(logAmplitude))
  }

  /** Takes what was learned, and finds the step anew. */
  private renew(): void {
    this.state.lessons = this.learning.take()
    this.averaging.begin(stepFirst)
    this.state.step = stepFirst
  }
}
