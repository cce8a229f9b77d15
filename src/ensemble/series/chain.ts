import { exp, ln } from '../numeric/elementary.ts'
import { times, transposed, transposedTimes } from '../numeric/matrixProducts.ts'
import { Random } from '../numeric/random.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import { exchange, lookAlikes, type Products, productsOf } from './exchange.ts'
import type { amplitudePrior, ProcessLength } from './gaussianProcess.ts'
import { logLikelihood, mix, type Overlap, type SeriesCurve, unseen } from './likelihood.ts'
import { logRatios, softmax } from './logRatios.ts'
import { redrawPaths } from './paths.ts'
import { slice } from './slice.ts'
import { StepAveraging } from './stepAveraging.ts'

/**
 * A Markov chain over the weights of all curves of a series, the amplitude and the length of their process and the error scale of each curve.
 *
 * The log weights Z [T, K] are walked in y = V' Z U, with V the principal directions of the process and U those of the mean curvature
 * of the likelihood: there both are diagonal, but for what curvature differs between curves. Hamiltonian Monte Carlo moves all at once.
 * Amplitude and length move together with y: y_ij is carried along by the power rho_ij of its prior's sd, rho near 1 where the prior
 * holds it and near 0 where the data do (a partially non-centred parametrisation: Papaspiliopoulos, Roberts & Skold 2007, Stat Sci 22:59).
 */

/** Everything that the chains of a series share; plain data. */
export interface SeriesProblem {
  curves: SeriesCurve[]
  modelCount: number
  lengths: ProcessLength[]
  /** Of the logarithm of the amplitude; `amplitudePrior` but in tests. */
  amplitude: typeof amplitudePrior
}

/** Where a chain is, and what it learned on the way; plain data. */
export interface ChainState {
  y: Float64Array
  logAmplitude: number
  /** Which of the lengths. */
  place: number
  /** x = log(f/f0) of each curve, [T]. */
  errorScales: Float64Array
  random: number[]
  /** Of the leapfrog steps. */
  step: number
  /** Principal directions [K, K] of the mean curvature, in columns, and its values [K]. */
  directions: Float64Array
  curvatures: Float64Array
  /** rho [T, K]. */
  shares: Float64Array
  /** So many of the principal directions of the process, the first, are moved by trajectories. */
  moved: number
  /** How often models are exchanged, added up over them, [K]: half of all as they weigh, half alike. */
  cumulative: Float64Array
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

const warmUp = 400
/** Iterations of the warm-up after which directions and step are made anew from what was seen since the last time. */
const renewals = [30, 80, 150, 250]
/** Longest trajectory in whitened units, where a period is 2 pi, and the most steps of one. */
const [trajectoryMax, stepsMax] = [4, 60]
const hyperMoves = 6
/** Where the prior holds more than this of a principal direction of the process for every model, paths are drawn anew and no trajectory is needed. */
const heldMost = 0.95

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
  private readonly random: Random
  private readonly count: number
  private readonly modelCount: number
  private readonly buffers
  /** Of the current point. */
  private weights: Float64Array
  private overlaps: Overlap[]
  /** v = A w of each curve. */
  private mixtures: Float64Array[]
  private logLike = 0
  private readonly gradient: Float64Array
  private readonly products: Products[]
  private readonly neighbours: number[][]
  /** The transpose of the directions. */
  private inverse: Float64Array
  private readonly averaging = new StepAveraging()
  private readonly curvature: Float64Array
  /** Mean weights over the curves, [K]. */
  private readonly heaviness: Float64Array
  private curvatureCount = 0

  constructor(private readonly task: ChainTask) {
    const { problem, start } = task
    this.count = problem.curves.length
    this.modelCount = problem.modelCount
    this.products = productsOf(problem)
    this.neighbours = lookAlikes(this.products, problem.modelCount)
    const size = this.count * this.modelCount
    this.random = Random.from(task.state?.random ?? task.random)
    this.weights = new Float64Array(size)
    this.gradient = new Float64Array(size)
    this.overlaps = problem.curves.map(() => ({ g: 0, b: 0 }))
    this.mixtures = problem.curves.map(({ rank }) => new Float64Array(rank))
    this.curvature = new Float64Array(this.modelCount ** 2)
    this.heaviness = new Float64Array(this.modelCount)
    this.buffers = {
      z: new Float64Array(size),
      slopes: new Float64Array(size),
      between: new Float64Array(size),
      push: new Float64Array(Math.max(...problem.curves.map(curve => curve.rank))),
    }
    if (task.state) {
      this.state = task.state
      this.inverse = transposed(this.state.directions, this.modelCount, this.modelCount)
      this.look(this.state.y)
      return
    }
    const unit = new Float64Array(this.modelCount ** 2)
    for (let k = 0; k < this.modelCount; k++) unit[k * this.modelCount + k] = 1
    this.inverse = unit
    this.state = {
      y: new Float64Array(size),
      logAmplitude: problem.amplitude.logMean,
      place: start.place,
      errorScales: new Float64Array(this.count),
      random: [],
      step: 0.1,
      directions: unit,
      curvatures: new Float64Array(this.modelCount),
      shares: new Float64Array(size).fill(1),
      moved: this.count,
      cumulative: new Float64Array(this.modelCount),
    }
    this.state.y = this.toDirections(logRatios(start.weights, this.modelCount), this.state.place)
    // Weights of curves alone jump from one to the next as no path does, and from so unlikely a start trajectories may fly apart. So they are
    // smoothed, as log-ratios with errors of 1 would be.
    const precision = this.precision(this.state.logAmplitude, this.state.place)
    for (let i = 0; i < size; i++) this.state.y[i]! /= 1 + precision[Math.floor(i / this.modelCount)]!
    this.look(this.state.y)
    this.learn()
    this.renew()
  }

  warm(iteration: number): void {
    if (renewals.includes(iteration)) this.renew()
    const acceptance = this.advance()
    this.state.step = this.averaging.next(acceptance)
    if (iteration % 3 === 0) this.learn()
    if (iteration === warmUp - 1) this.state.step = this.averaging.settled
  }

  /** One trajectory, amplitude, length and error scales. Returns the acceptance of the trajectory. */
  advance(): number {
    const acceptance = this.moveWeights()
    if (this.modelCount > 1) this.exchangeModels()
    for (let move = 0; move < hyperMoves; move++) this.moveHyper(move % 2 ? 0.4 : 0.15)
    this.moveErrorScales()
    this.state.random = this.random.state
    return acceptance
  }

  keep(draws: ChainDraws, d: number): void {
    const { logAmplitude, place } = this.state
    draws.weights.set(this.weights, d * this.weights.length)
    draws.amplitude[d] = exp(logAmplitude)
    draws.length[d] = this.task.problem.lengths[place]!.length
  }

  /** Leapfrog with a mass of prior precision and mean curvature, in the directions of which the data say something. */
  private moveWeights(): number {
    const { y, step, curvatures, moved } = this.state
    const size = moved * this.modelCount
    const rest = y.slice().fill(0, 0, size)
    const restOfZ = this.toWeights(rest).slice()
    const precision = this.precision(this.state.logAmplitude, this.state.place)
    const mass = new Float64Array(size)
    const velocity = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      mass[i] = precision[Math.floor(i / this.modelCount)]! + curvatures[i % this.modelCount]!
      velocity[i] = this.random.normal() / Math.sqrt(mass[i]!)
    }
    const energyOf = (at: Float64Array, logLike: number) => {
      let sum = -logLike
      for (let i = 0; i < size; i++)
        sum +=
          0.5 * (precision[Math.floor(i / this.modelCount)]! * at[i]! ** 2 + mass[i]! * velocity[i]! ** 2)
      return sum
    }
    const before = energyOf(y, this.logLike)
    const was = this.place()
    const next = y.slice()
    const steps = Math.min(stepsMax, Math.max(1, Math.round((this.random.uniform() * trajectoryMax) / step)))
    const kick = (share: number) => {
      for (let i = 0; i < size; i++) {
        const force = this.gradient[i]! - precision[Math.floor(i / this.modelCount)]! * next[i]!
        velocity[i]! += (share * step * force) / mass[i]!
      }
    }
    this.slope(moved)
    kick(0.5)
    for (let leap = 1; leap <= steps; leap++) {
      for (let i = 0; i < size; i++) next[i]! += step * velocity[i]!
      this.lookAt(this.toWeights(next, this.state.place, moved), restOfZ)
      this.slope(moved)
      kick(leap === steps ? 0.5 : 1)
    }
    const change = before - energyOf(next, this.logLike)
    const acceptance = Number.isFinite(change) ? Math.min(1, exp(Math.min(0, change))) : 0
    if (this.random.uniform() < acceptance) this.state.y = next
    else Object.assign(this, was)
    return acceptance
  }

  /** Another amplitude, and another length, alone or with the amplitude that is as rough: what a smooth path tells best is s^2/l^3 (Stein 1999). */
  private moveHyper(width: number): void {
    const { lengths } = this.task.problem
    const { place } = this.state
    this.moveProcess(this.state.logAmplitude + width * this.random.normal(), place)
    const jump = this.random.uniform() < 0.8 ? 1 : 2
    const to = this.random.uniform() < 0.5 ? place - jump : place + jump
    if (to < 0 || to >= lengths.length) return
    const along = this.random.uniform() < 0.8 ? 1.5 * ln(lengths[to]!.length / lengths[place]!.length) : 0
    this.moveProcess(this.state.logAmplitude + along + 0.05 * this.random.normal(), to)
  }

  /** Goes there, y carried along, or stays. */
  private moveProcess(logAmplitude: number, place: number): void {
    const { problem } = this.task
    const { y, shares, logAmplitude: oldAmplitude, place: oldPlace } = this.state
    const [from, to] = [problem.lengths[oldPlace]!.values, problem.lengths[place]!.values]
    const moved = y.slice()
    let jacobian = 0
    const logSd = (of: Float64Array, i: number, amplitude: number) => amplitude + 0.5 * ln(of[i]!)
    const carry = (sign: 1 | -1, of: Float64Array, amplitude: number) => {
      for (let i = 0; i < this.count; i++) {
        const sd = logSd(of, i, amplitude)
        for (let j = 0; j < this.modelCount; j++) {
          const power = sign * shares[i * this.modelCount + j]! * sd
          moved[i * this.modelCount + j]! *= exp(power)
          jacobian += power
        }
      }
    }
    carry(-1, from, oldAmplitude)
    if (place !== oldPlace) this.turn(moved, oldPlace, place)
    carry(1, to, logAmplitude)
    const prior = problem.amplitude
    const priorOf = (at: Float64Array, of: Float64Array, amplitude: number) => {
      let sum = -0.5 * ((amplitude - prior.logMean) / prior.logSd) ** 2
      for (let i = 0; i < this.count; i++) {
        const sd = logSd(of, i, amplitude)
        const precision = exp(-2 * sd)
        sum -= this.modelCount * sd
        for (let j = 0; j < this.modelCount; j++) sum -= 0.5 * precision * at[i * this.modelCount + j]! ** 2
      }
      return sum
    }
    const was = this.place()
    const before = this.logLike + priorOf(y, from, oldAmplitude)
    this.look(moved, place)
    const change = this.logLike + priorOf(moved, to, logAmplitude) + jacobian - before
    if (Number.isFinite(change) && ln(this.random.uniform()) < change)
      Object.assign(this.state, { y: moved, logAmplitude, place })
    else Object.assign(this, was)
  }

  /** What belongs to the current point, to go back to. */
  private place() {
    const { weights, logLike } = this
    const overlaps = this.overlaps.map(each => ({ ...each }))
    return { weights, logLike, overlaps, mixtures: this.mixtures.map(v => v.slice()) }
  }

  private exchangeModels(): void {
    const { problem } = this.task
    const { state, weights, overlaps, mixtures } = this
    // The buffer may hold a point that was refused.
    const z = this.toWeights(state.y)
    const all = {
      ...{ problem, z, weights, mixtures, overlaps, random: this.random },
      ...{ products: this.products, neighbours: this.neighbours, cumulative: state.cumulative },
      errorScales: state.errorScales,
      filter: problem.lengths[state.place]!.filter,
      amplitude: exp(state.logAmplitude),
    }
    exchange(all)
    redrawPaths(all)
    state.y = this.toDirections(z, state.place)
    this.look(state.y)
  }

  /** A slice of x of each curve given its mixture. Neal 2003, Annals of Statistics 31:705. */
  private moveErrorScales(): void {
    const { curves } = this.task.problem
    if (curves.every(({ logErrorSd }) => logErrorSd === 0)) return
    curves.forEach((curve, t) => {
      if (curve.logErrorSd === 0) return
      const density = (x: number) =>
        logLikelihood(curve, this.overlaps[t]!, x) - 0.5 * (x / curve.logErrorSd) ** 2
      this.state.errorScales[t] = slice(
        this.state.errorScales[t]!,
        density,
        2 * curve.logErrorSd,
        this.random,
      )
    })
    this.look(this.state.y)
  }

  /** Precision of y_i of the process, [T]. */
  private precision(logAmplitude: number, place: number): Float64Array {
    const { values } = this.task.problem.lengths[place]!
    const certainty = exp(-2 * logAmplitude)
    return values.map(value => certainty / value)
  }

  /** Weights and likelihood at y. */
  private look(y: Float64Array, place = this.state.place): void {
    this.lookAt(this.toWeights(y, place))
  }

  /** The same at log weights z, and what is to be added to them. */
  private lookAt(z: Float64Array, rest?: Float64Array): void {
    const { curves } = this.task.problem
    const { errorScales } = this.state
    if (rest) for (let i = 0; i < z.length; i++) z[i]! += rest[i]!
    this.weights = softmax(z, this.modelCount)
    this.logLike = 0
    curves.forEach((curve, t) => {
      this.overlaps[t] = mix(curve, this.weights, t * this.modelCount, this.mixtures[t]!)
      this.logLike += logLikelihood(curve, this.overlaps[t]!, errorScales[t]!)
    })
  }

  /** The gradient of the likelihood by the first so many rows of y where `look` was last. */
  private slope(moved: number): void {
    const { curves, lengths } = this.task.problem
    const { slopes, between, push } = this.buffers
    const { weights } = this
    const { errorScales, directions, place } = this.state
    const [count, modelCount] = [this.count, this.modelCount]
    const slope = { g: 0, b: 0 }
    for (let t = 0; t < count; t++) {
      const curve = curves[t]!
      const at = t * modelCount
      logLikelihood(curve, this.overlaps[t]!, errorScales[t]!, slope)
      for (let j = 0; j < curve.rank; j++)
        push[j] = 2 * slope.g * this.mixtures[t]![j]! + slope.b * curve.data[j]!
      let mean = 0
      const { coordinates, rank } = curve
      for (let k = 0; k < modelCount; k++) {
        const w = weights[at + k]!
        let sum = 0
        if (w > unseen) for (let j = 0, c = k * rank; j < rank; j++, c++) sum += coordinates[c]! * push[j]!
        slopes[at + k] = sum
        mean += w * sum
      }
      for (let k = 0; k < modelCount; k++) slopes[at + k] = weights[at + k]! * (slopes[at + k]! - mean)
    }
    const some = between.subarray(0, moved * modelCount)
    times(lengths[place]!.rows.subarray(0, moved * count), slopes, moved, count, modelCount, some)
    times(some, directions, moved, modelCount, modelCount, this.gradient)
  }

  /** y from one length's principal directions to another's. */
  private turn(y: Float64Array, from: number, to: number): void {
    const { lengths } = this.task.problem
    const between = new Float64Array(y.length)
    transposedTimes(lengths[from]!.rows, y, this.count, this.count, this.modelCount, between)
    times(lengths[to]!.rows, between, this.count, this.count, this.modelCount, y)
  }

  /** Z = V y U', in the buffer, of so many rows of y. */
  private toWeights(y: Float64Array, place = this.state.place, moved = this.count): Float64Array {
    const { z, between } = this.buffers
    const [count, modelCount] = [this.count, this.modelCount]
    const some = between.subarray(0, moved * modelCount)
    times(y.subarray(0, some.length), this.inverse, moved, modelCount, modelCount, some)
    const rows = this.task.problem.lengths[place]!.rows.subarray(0, moved * count)
    transposedTimes(rows, some, moved, count, modelCount, z)
    return z
  }

  private toDirections(z: Float64Array, place: number): Float64Array {
    const between = new Float64Array(z.length)
    const y = new Float64Array(z.length)
    times(this.task.problem.lengths[place]!.rows, z, this.count, this.count, this.modelCount, between)
    times(between, this.state.directions, this.count, this.modelCount, this.modelCount, y)
    return y
  }

  /** Adds the curvature of the likelihood at the current point (Gauss-Newton), in z of a curve, meaned over the curves. */
  private learn(): void {
    const { curves } = this.task.problem
    const { modelCount } = this
    for (const [t, curve] of curves.entries()) {
      const { rank, coordinates } = curve
      const v = this.mixtures[t]!
      const { g, b } = this.overlaps[t]!
      if (!(b > 0)) continue
      const scale = (b / g) * exp(-this.state.errorScales[t]!)
      const moves = new Float64Array(modelCount * rank)
      for (let k = 0; k < modelCount; k++) {
        let along = 0
        for (let j = 0; j < rank; j++) along += coordinates[k * rank + j]! * v[j]!
        const w = scale * this.weights[t * modelCount + k]!
        for (let j = 0; j < rank; j++)
          moves[k * rank + j] = w * (coordinates[k * rank + j]! - (along / g) * v[j]!)
      }
      for (let k = 0; k < modelCount; k++)
        for (let l = 0; l <= k; l++) {
          let sum = 0
          for (let j = 0; j < rank; j++) sum += moves[k * rank + j]! * moves[l * rank + j]!
          this.curvature[k * modelCount + l]! += sum / curves.length
        }
    }
    for (const [i, w] of this.weights.entries()) this.heaviness[i % modelCount]! += w / curves.length
    this.curvatureCount++
  }

  /** Takes what was learned for the directions, the masses and rho, and finds the step anew. */
  private renew(): void {
    const { modelCount, state } = this
    const mean = new Float64Array(modelCount ** 2)
    for (let k = 0; k < modelCount; k++)
      for (let l = 0; l <= k; l++) {
        const value = this.curvature[k * modelCount + l]! / this.curvatureCount
        mean[k * modelCount + l] = value
        mean[l * modelCount + k] = value
      }
    let sum = 0
    for (let k = 0; k < modelCount; k++)
      state.cumulative[k] = sum += 0.5 * (this.heaviness[k]! / this.curvatureCount + 1 / modelCount)
    this.curvature.fill(0)
    this.heaviness.fill(0)
    this.curvatureCount = 0
    const { values, vectors } = symmetricEigen(mean, modelCount)
    const z = this.toWeights(state.y).slice()
    state.curvatures = values.map(value => Math.max(0, value))
    state.directions = vectors
    this.inverse = transposed(vectors, modelCount, modelCount)
    state.y = this.toDirections(z, state.place)
    const precision = this.precision(state.logAmplitude, state.place)
    state.shares = state.y.map((_, i) => {
      const held = precision[Math.floor(i / modelCount)]!
      return held / (held + state.curvatures[i % modelCount]!)
    })
    // The largest curvature is the first, and precision grows from direction to direction.
    state.moved = 1
    while (state.moved < this.count && state.shares[state.moved * modelCount]! < heldMost) state.moved++
    this.look(state.y)
    this.averaging.begin(0.2)
    state.step = 0.2
  }
}
