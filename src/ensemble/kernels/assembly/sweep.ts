/**
 * Sweeps of walkers over one target, compiled from the sampler's own sources: sample/moves.ts and what it imports. They
 * are written in the part of TypeScript that AssemblyScript shares, with whole numbers called `i32`; numeric/vectors.ts
 * is replaced by vectors.ts beside this file. This is only the door: arrays are made here and filled from outside.
 */

import { EnergyPrior } from '../../sample/energies.ts'
import { InclusionPrior } from '../../sample/inclusion.ts'
import { sweep as sweepWalker } from '../../sample/moves.ts'
import { Orders } from '../../sample/orders.ts'
import { CurveNode, Target } from '../../sample/target.ts'
import { drawPrior as drawFromPrior, emptyScratch, emptyWalker, refresh as refreshWalker, Scratch, Walker } from '../../sample/walker.ts'
import { Random } from '../../numeric/random.ts'
import { ReducedCurves } from '../../numeric/reducedCurves.ts'

let target = new Target()
let scratch = new Scratch()
let random = new Random(1, 0, 0, 0)

/**
 * Forgets everything and starts with room for a target; the host fills the arrays before it asks for walkers. `shiftRank`
 * is -1 without shifts.
 */
export function begin(
  modelCount: i32,
  rank: i32,
  shiftRank: i32,
  neighbourCount: i32,
  energies: bool,
  inclusion: bool,
  nodeCount: i32,
  bestNode: i32,
  orderCount: i32,
  weighingRank: i32,
  large: bool,
): void {
  __reset()
  target = new Target()
  target.modelCount = modelCount
  target.exponents = new Float64Array(modelCount)
  target.neighbourCount = neighbourCount
  target.neighbours = new Int32Array(modelCount * neighbourCount)
  target.nodes = new Array<CurveNode>(nodeCount)
  for (let j = 0; j < nodeCount; j++) {
    const node = new CurveNode()
    node.curves = emptyCurves(modelCount, rank)
    node.squares = new Float64Array(modelCount)
    target.nodes[j] = node
  }
  target.bestNode = bestNode
  if (shiftRank >= 0) target.shifts = emptyCurves(modelCount, shiftRank)
  if (energies) {
    const prior = new EnergyPrior()
    prior.energies = new Float64Array(modelCount)
    target.energyPrior = prior
  }
  if (inclusion) {
    const prior = new InclusionPrior()
    prior.logSubset = new Float64Array(modelCount + 1)
    prior.cumulative = new Float64Array(modelCount + 1)
    prior.logFactorial = new Float64Array(modelCount + 1)
    target.inclusion = prior
  }
  if (orderCount > 0) {
    const orders = new Orders()
    orders.rank = weighingRank
    orders.count = orderCount
    orders.models = new Int32Array(orderCount * modelCount)
    orders.places = new Int32Array(orderCount * modelCount)
    target.orders = orders
    target.large = large
  }
  random = new Random(1, 0, 0, 0)
  scratch = emptyScratch(target)
}

function emptyCurves(modelCount: i32, rank: i32): ReducedCurves {
  const curves = new ReducedCurves()
  curves.rank = rank
  curves.coordinates = new Float64Array(modelCount * rank)
  curves.data = new Float64Array(rank)
  return curves
}

/** The numbers of the target. */
export function setNumbers(
  exponentSum: f64,
  scalePriorSd: f64,
  flatScale: bool,
  pointCount: f64,
  logErrorSd: f64,
): void {
  target.exponentSum = exponentSum
  target.scalePriorSd = scalePriorSd
  target.flatScale = flatScale
  target.pointCount = pointCount
  target.logErrorSd = logErrorSd
}

/** Those of a node. */
export function setNodeNumbers(node: i32, outside: f64, logPrior: f64, logDeterminant: f64): void {
  target.nodes[node].curves.outside = outside
  target.nodes[node].logPrior = logPrior
  target.nodes[node].logDeterminant = logDeterminant
}

/** Those of the energy prior. */
export function setEnergyPrior(softmax: bool, least: f64, from: f64, to: f64): void {
  const prior = target.energyPrior!
  prior.softmax = softmax
  prior.least = least
  prior.from = from
  prior.to = to
}

// Where the arrays lie, for the host to fill.
export function exponents(): usize {
  return changetype<usize>(target.exponents)
}
export function squares(node: i32): usize {
  return changetype<usize>(target.nodes[node].squares)
}
export function neighbours(): usize {
  return changetype<usize>(target.neighbours)
}
export function coordinates(node: i32): usize {
  return changetype<usize>(target.nodes[node].curves.coordinates)
}
export function data(node: i32): usize {
  return changetype<usize>(target.nodes[node].curves.data)
}
export function shiftCoordinates(): usize {
  return changetype<usize>(target.shifts!.coordinates)
}
export function shiftData(): usize {
  return changetype<usize>(target.shifts!.data)
}
export function energies(): usize {
  return changetype<usize>(target.energyPrior!.energies)
}
export function logSubset(): usize {
  return changetype<usize>(target.inclusion!.logSubset)
}
export function cumulative(): usize {
  return changetype<usize>(target.inclusion!.cumulative)
}
export function logFactorial(): usize {
  return changetype<usize>(target.inclusion!.logFactorial)
}
export function orderModels(): usize {
  return changetype<usize>(target.orders!.models)
}
export function orderPlaces(): usize {
  return changetype<usize>(target.orders!.places)
}
/** The random numbers, whose state is the first four integers. */
export function randomNumbers(): Random {
  return random
}

/** A new walker; its first seven numbers are scale, hyper, exponentSum, logErrorScale, precision, logTemperature and node. */
export function newWalker(): Walker {
  return emptyWalker(target, scratch)
}
export function logU(walker: Walker): usize {
  return changetype<usize>(walker.logU)
}
export function u(walker: Walker): usize {
  return changetype<usize>(walker.u)
}
export function walkerExponents(walker: Walker): usize {
  return changetype<usize>(walker.exponents)
}
export function residual(walker: Walker): usize {
  return changetype<usize>(walker.residual)
}
export function shiftResidual(walker: Walker): usize {
  return changetype<usize>(walker.shiftResidual)
}

export function sweep(walker: Walker, beta: f64): void {
  sweepWalker(target, walker, beta, random)
}
export function drawPrior(walker: Walker): void {
  drawFromPrior(target, walker, random)
}
export function refresh(walker: Walker): void {
  refreshWalker(target, walker)
}
export function uniform(): f64 {
  return random.uniform()
}
