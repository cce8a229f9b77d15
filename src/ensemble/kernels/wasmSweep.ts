/** The sampler's moves compiled to WebAssembly with SIMD; the door is assembly/sweep.ts. */

import type { Engine } from '../sample/engine.ts'
import type { CurveNode, Target } from '../sample/target.ts'
import type { Scratch, Walker } from '../sample/walker.ts'
import { sweepWasm } from './sweep.wasm.ts'

/** The functions of assembly/sweep.ts as the engine sees them; a `number` alone is an address. */
interface Exports {
  memory: WebAssembly.Memory
  begin(
    modelCount: number,
    rank: number,
    shiftRank: number,
    neighbourCount: number,
    energies: boolean,
    inclusion: boolean,
    nodeCount: number,
    bestNode: number,
    orderCount: number,
    weighingRank: number,
    large: boolean,
  ): void
  setNumbers(
    exponentSum: number,
    scalePriorSd: number,
    flatScale: boolean,
    pointCount: number,
    logErrorSd: number,
  ): void
  setNodeNumbers(node: number, outside: number, logPrior: number, logDeterminant: number): void
  setEnergyPrior(softmax: boolean, least: number, from: number, to: number): void
  exponents(): number
  squares(node: number): number
  neighbours(): number
  coordinates(node: number): number
  data(node: number): number
  shiftCoordinates(): number
  shiftData(): number
  energies(): number
  logSubset(): number
  cumulative(): number
  logFactorial(): number
  orderModels(): number
  orderPlaces(): number
  randomNumbers(): number
  newWalker(): number
  logU(walker: number): number
  u(walker: number): number
  walkerExponents(walker: number): number
  residual(walker: number): number
  shiftResidual(walker: number): number
  sweep(walker: number, beta: number): void
  drawPrior(walker: number): void
  refresh(walker: number): void
  uniform(): number
}

/** Bytes of everything small: the module's own tables, and the headers of objects and arrays, of which there are some 60 in all and 6 a walker. */
const [fixedBytes, nodeBytes, walkerBytes] = [65_536, 256, 1024]
const pageBytes = 65_536

let instance: Exports | undefined

/** Fills the thread's one instance with a target; its memory grows to the largest and stays. */
export function openInstance(target: Target, state: ArrayLike<number>, walkerCount: number): Engine {
  instance ??= instantiate(Uint8Array.fromBase64(sweepWasm))
  return engineOf(instance, target, state, walkerCount)
}

/** A module's instance, which imports nothing but the abort of AssemblyScript's runtime. */
function instantiate(bytes: Uint8Array<ArrayBuffer>): Exports {
  const abort = () => {
    throw new Error('the sampler met a number that is none')
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { abort } })
  return exports as unknown as Exports
}

/** An engine on an instance, which forgets what it held. */
function engineOf(wasm: Exports, target: Target, state: ArrayLike<number>, walkerCount: number): Engine {
  const { modelCount, nodes, bestNode, shifts, energyPrior, inclusion, orders, neighbourCount } = target
  const { rank } = nodes[0].curves
  const width = rank + (shifts?.rank ?? 0)
  const numbers =
    modelCount * (11 + width + neighbourCount + (orders?.count ?? 0)) +
    8 * width +
    nodes.length * (modelCount + 1) * (rank + 1)
  const bytes =
    fixedBytes +
    nodes.length * nodeBytes +
    8 * numbers +
    walkerCount * (walkerBytes + 8 * (4 * modelCount + width))
  const missing = bytes - wasm.memory.buffer.byteLength
  if (missing > 0) wasm.memory.grow(Math.ceil(missing / pageBytes))

  const { buffer } = wasm.memory
  const view = (at: number, length: number) => new Float64Array(buffer, at, length)
  const fill = (at: number, values: Float64Array) => view(at, values.length).set(values)
  wasm.begin(
    modelCount,
    rank,
    shifts?.rank ?? -1,
    neighbourCount,
    energyPrior !== null,
    inclusion !== null,
    nodes.length,
    bestNode,
    orders?.count ?? 0,
    orders?.rank ?? 0,
    target.large,
  )
  wasm.setNumbers(
    target.exponentSum,
    target.scalePriorSd,
    target.flatScale,
    target.pointCount,
    target.logErrorSd,
  )
  fill(wasm.exponents(), target.exponents)
  nodes.forEach(({ curves, squares, logPrior, logDeterminant }, j) => {
    wasm.setNodeNumbers(j, curves.outside, logPrior, logDeterminant)
    fill(wasm.squares(j), squares)
    fill(wasm.coordinates(j), curves.coordinates)
    fill(wasm.data(j), curves.data)
  })
  new Int32Array(buffer, wasm.neighbours(), target.neighbours.length).set(target.neighbours)
  if (shifts) {
    fill(wasm.shiftCoordinates(), shifts.coordinates)
    fill(wasm.shiftData(), shifts.data)
  }
  if (energyPrior) {
    wasm.setEnergyPrior(energyPrior.softmax, energyPrior.least, energyPrior.from, energyPrior.to)
    fill(wasm.energies(), energyPrior.energies)
  }
  if (inclusion) {
    fill(wasm.logSubset(), inclusion.logSubset)
    fill(wasm.cumulative(), inclusion.cumulative)
    fill(wasm.logFactorial(), inclusion.logFactorial)
  }
  if (orders) {
    new Int32Array(buffer, wasm.orderModels(), orders.models.length).set(orders.models)
    new Int32Array(buffer, wasm.orderPlaces(), orders.places.length).set(orders.places)
  }
  const randomState = new Int32Array(buffer, wasm.randomNumbers(), 4)
  randomState.set(state)

  return {
    newWalker() {
      const at = wasm.newWalker()
      const walker = new WalkerView(at, view(at, 7), nodes)
      walker.logU = view(wasm.logU(at), modelCount)
      walker.u = view(wasm.u(at), modelCount)
      walker.exponents = view(wasm.walkerExponents(at), inclusion ? 1 : modelCount)
      walker.residual = view(wasm.residual(at), rank)
      walker.shiftResidual = view(wasm.shiftResidual(at), shifts?.rank ?? 0)
      return walker
    },
    sweep: (walker, beta) => wasm.sweep((walker as WalkerView).at, beta),
    drawPrior: walker => wasm.drawPrior((walker as WalkerView).at),
    refresh: walker => wasm.refresh((walker as WalkerView).at),
    uniform: () => wasm.uniform(),
    randomState: () => Array.from(randomState),
  }
}

/** A walker in the module's memory, whose first numbers are in the order of the class. */
class WalkerView implements Walker {
  logU!: Float64Array
  u!: Float64Array
  exponents!: Float64Array
  residual!: Float64Array
  shiftResidual!: Float64Array
  /** The module's own affair. */
  members!: Int32Array
  memberCount = 0
  scratch!: Scratch

  constructor(
    readonly at: number,
    private readonly numbers: Float64Array,
    private readonly nodes: CurveNode[],
  ) {}

  get scale() {
    return this.numbers[0]
  }
  set scale(value) {
    this.numbers[0] = value
  }
  get hyper() {
    return this.numbers[1]
  }
  set hyper(value) {
    this.numbers[1] = value
  }
  get exponentSum() {
    return this.numbers[2]
  }
  set exponentSum(value) {
    this.numbers[2] = value
  }
  get logErrorScale() {
    return this.numbers[3]
  }
  set logErrorScale(value) {
    this.numbers[3] = value
  }
  get precision() {
    return this.numbers[4]
  }
  set precision(value) {
    this.numbers[4] = value
  }
  get logTemperature() {
    return this.numbers[5]
  }
  set logTemperature(value) {
    this.numbers[5] = value
  }
  get node() {
    return this.numbers[6]
  }
  set node(value) {
    this.numbers[6] = value
  }
  get curves() {
    return this.nodes[this.node].curves
  }
  get squares() {
    return this.nodes[this.node].squares
  }
}
