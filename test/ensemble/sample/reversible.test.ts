import { expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import { inclusionPriorOf } from '#src/ensemble/sample/inclusion.ts'
import { nearestNeighbours, squaresOf } from '#src/ensemble/sample/neighbours.ts'
import { drawWindow, windowMax } from '#src/ensemble/sample/orders.ts'
import { ordersOf } from '#src/ensemble/sample/ordersOf.ts'
import { replaceMember, replaceNumber } from '#src/ensemble/sample/replacements.ts'
import type { Target } from '#src/ensemble/sample/target.ts'
import { emptyScratch, emptyWalker, refresh, type Walker } from '#src/ensemble/sample/walker.ts'

/**
 * The moves in which others take up the slack, back and forth by given numbers in place of random ones: the logarithm of the ratio by which the way there
 * is taken and that of the way back add up to 0. The ratio is found from outside, as the least exponential number with which a move is taken.
 */

/** Numbers in the order in which a move asks for them; exponential ones are infinite but for the last, which decides whether it is taken. */
class Given extends Random {
  #asked = 0
  constructor(
    readonly uniforms: readonly number[],
    readonly integers: readonly number[],
    readonly last: { place: number; value: number },
  ) {
    super(1, 2, 3, 4)
  }
  #left = { uniform: 0, integer: 0 }
  override uniform = () => this.uniforms[this.#left.uniform++]!
  override integer = (below: number) => this.integers[this.#left.integer++]! % below
  override exponential = () => (this.#asked++ === this.last.place ? this.last.value : Infinity)
  get asked() {
    return this.#asked
  }
}

interface Script {
  uniforms: number[]
  integers: number[]
}

type State = Map<number, number>
type Move = (target: Target, walker: Walker, random: Random) => void

const tau = 2
const rank = 4

/** A library whose first two models have one curve, so that where one stands in for the other the curvature is clamped. */
function library(modelCount: number): Target {
  const random = Random.stream(3, 4)
  const coordinates = Float64Array.from({ length: modelCount * rank }, () => 30 + 20 * random.normal())
  coordinates.copyWithin(rank, 0, rank)
  const data = Float64Array.from({ length: rank }, () => 6 + random.normal())
  const curves = { rank, coordinates, data, outside: 0 }
  // Weights that know nothing of the last coordinate must do as well.
  const orders = { ...ordersOf(curves, modelCount, 0.1 * tau), rank: rank - 1 }
  return {
    modelCount,
    exponents: new Float64Array(modelCount).fill(1),
    exponentSum: modelCount,
    inclusion: inclusionPriorOf(modelCount, modelCount),
    energyPrior: null,
    nodes: [{ curves, squares: squaresOf(curves, modelCount), logPrior: 0, logDeterminant: 0 }],
    bestNode: 0,
    shifts: null,
    scalePriorSd: tau,
    flatScale: false,
    pointCount: rank,
    logErrorSd: 0.3,
    neighbours: nearestNeighbours(curves, modelCount, 2),
    neighbourCount: 2,
    orders,
    large: true,
  }
}

const logConcentration = -0.4

function walkerAt(target: Target, state: State): Walker {
  const walker = emptyWalker(target, emptyScratch(target))
  walker.logU.fill(-Infinity)
  for (const [k, u] of state) walker.logU[k] = Math.log(u)
  walker.hyper = logConcentration
  walker.logErrorScale = 0.2
  refresh(target, walker)
  return walker
}

/** Where a move leads that is taken with `value` as its last exponential number. */
function after(
  target: Target,
  state: State,
  move: Move,
  { uniforms, integers }: Script,
  value: number,
): State {
  const attempt = (last: Given['last']) => {
    const walker = walkerAt(target, state)
    const random = new Given(uniforms, integers, last)
    move(target, walker, random)
    return { walker, asked: random.asked }
  }
  const { asked } = attempt({ place: -1, value: 0 })
  const { walker } = attempt({ place: asked - 1, value })
  const found: State = new Map()
  for (let i = 0; i < walker.memberCount; i++) found.set(walker.members[i]!, walker.u[walker.members[i]!]!)
  return found
}

const models = (state: State) => [...state.keys()].sort((a, b) => a - b)
const isSame = (a: State, b: State) => models(a).join() === models(b).join()

/** The logarithm of the ratio by which a move that changes the models is taken. */
function logRatio(target: Target, state: State, move: Move, script: Script): number {
  let [never, taken] = [-500, 500]
  for (let n = 0; n < 80; n++) {
    const value = (never + taken) / 2
    if (isSame(after(target, state, move, script, value), state)) never = value
    else taken = value
  }
  return -taken
}

const replace: Move = (target, walker, random) => replaceMember(target, target.orders!, walker, 1, random)
const change: Move = (target, walker, random) =>
  replaceNumber(target, target.inclusion!, target.orders!, walker, 1, random)

/** The first of evenly spread numbers in (0, 1) with which a script leads to the wanted models. */
function choose(target: Target, from: State, move: Move, script: (u: number) => Script, wanted: number[]) {
  for (let n = 0; n < 2000; n++) {
    const u = (n + 0.5) / 2000
    if (models(after(target, from, move, script(u), Infinity)).join() === wanted.join()) return u
  }
  throw new Error(`no number leads to ${wanted}`)
}

/** The uniform number with which a script gives model k the amount t, to the last digits. */
function solve(target: Target, from: State, move: Move, script: (u: number) => Script, k: number, t: number) {
  const amount = (u: number) => after(target, from, move, script(u), Infinity).get(k) ?? 0
  let [low, high] = [1e-6, 1 - 1e-6]
  const rises = amount(high) > amount(low)
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2
    if (amount(middle) < t === rises) low = middle
    else high = middle
  }
  expect(amount((low + high) / 2) / t).toBeCloseTo(1, 10)
  return (low + high) / 2
}

/** Of a library no larger than a window all models are weighed; of a larger one neighbours along an order, or models from anywhere. */
const windows = ['all', 'neighbours', 'any'] as const

/** The numbers that draw a window of 32 with model k in it (-1: any): neighbours from place 5 of the first order, or models 0, 1, 2, ... */
function windowScript(kind: (typeof windows)[number], target: Target, k: number, members: number[]): Script {
  if (kind === 'all') return { uniforms: [], integers: [] }
  if (kind === 'any') return { uniforms: [0.9], integers: members.filter(other => other !== k) }
  const offset = k < 0 ? 5 : target.orders!.places[k]! - 5
  return { uniforms: [0.1], integers: [0, offset] }
}

const reference = 0.1 * tau
for (const kind of windows)
  for (const isLarge of [true, false]) {
    const target = library(kind === 'all' ? 20 : 50)
    // The members are neighbours, so that windows of either kind can hold any of them; model 0 has the curve of model 1.
    const window =
      kind === 'neighbours'
        ? Array.from(target.orders!.models.subarray(5, 37))
        : Array.from({ length: Math.min(32, target.modelCount) }, (_, k) => k)
    const twin = [0, 1].filter(k => window.includes(k))
    const members = [...new Set([...twin.slice(0, 1), ...window.slice(3, 9)])]
      .slice(0, 5)
      .sort((a, b) => a - b)
    const state: State = new Map(members.map((k, i) => [k, reference * (0.1 + 0.07 * i)]))
    const pick = isLarge ? 0.5 : 0.95
    const script = (k: number, at: number[], uniforms: number[], first: number[]): Script => {
      const drawn = windowScript(kind, target, k, window)
      return { uniforms: [...first, ...drawn.uniforms, ...uniforms], integers: [...at, ...drawn.integers] }
    }
    const what = `${kind === 'all' ? 'a library that is one window' : `a window of ${kind}`}, ${isLarge ? 'large members' : 'any member'}`

    test(`a replacement and its way back: ${what}`, () => {
      let compared = 0
      for (const [at, from] of members.entries())
        for (const to of window.filter(k => !members.includes(k))) {
          const wanted = [...members.filter(k => k !== from), to].sort((a, b) => a - b)
          const there = (place: number): Script => script(from, [at], [place, 0.37], [pick])
          let place: number
          try {
            place = choose(target, state, replace, there, wanted)
          } catch {
            continue
          }
          const next = after(target, state, replace, there(place), Infinity)
          const back = (u: number, amount: number): Script =>
            script(to, [wanted.indexOf(to)], [u, amount], [pick])
          const placeBack = choose(target, next, replace, u => back(u, 0.5), members)
          const amount = solve(target, next, replace, u => back(placeBack, u), from, state.get(from)!)
          const [one, other] = [
            logRatio(target, state, replace, there(place)),
            logRatio(target, next, replace, back(placeBack, amount)),
          ]
          expect(Math.abs(one + other)).toBeLessThan(1e-9 * (1 + Math.abs(one)))
          compared++
          break
        }
      expect(compared).toBeGreaterThan(1)
    })

    test(`a coming and its going: ${what}`, () => {
      let compared = 0
      for (const to of window.filter(k => !members.includes(k))) {
        const wanted = [...members, to].sort((a, b) => a - b)
        const there = (place: number): Script => script(-1, [], [place, 0.37], [pick, 0.2])
        let place: number
        try {
          place = choose(target, state, change, there, wanted)
        } catch {
          continue
        }
        const next = after(target, state, change, there(place), Infinity)
        const back = script(to, [wanted.indexOf(to)], [], [pick, 0.7])
        expect(models(after(target, next, change, back, Infinity))).toEqual(members)
        const [one, other] = [
          logRatio(target, state, change, there(place)),
          logRatio(target, next, change, back),
        ]
        expect(Math.abs(one + other)).toBeLessThan(1e-9 * (1 + Math.abs(one)))
        if (++compared === 3) break
      }
      expect(compared).toBeGreaterThan(0)
    })
  }

test.each([50, 200])(
  'of %d models a window drawn for one holds any other as often as one drawn for that',
  modelCount => {
    const orders = library(modelCount).orders!
    const random = Random.stream(1, 2)
    const window = new Int32Array(windowMax)
    const marks = new Int32Array(modelCount)
    const draws = 4000
    /** How often each model is in a window drawn for k; -1: for none. */
    const countsOf = (k: number) => {
      const counts = new Float64Array(modelCount)
      for (let n = 0; n < draws; n++) {
        drawWindow(orders, modelCount, k, window, marks, random)
        for (const model of window) counts[model]!++
      }
      return counts
    }
    const error = Math.sqrt(draws / 4)
    for (const count of countsOf(-1))
      expect(Math.abs(count - (draws * windowMax) / modelCount)).toBeLessThan(5 * error)
    const some = Array.from({ length: 10 }, (_, i) => (i * modelCount) / 10)
    const counts = new Map(some.map(k => [k, countsOf(k)]))
    for (const k of some) {
      expect(counts.get(k)![k]).toBe(draws)
      for (const other of some)
        expect(Math.abs(counts.get(k)![other]! - counts.get(other)![k]!)).toBeLessThan(7 * error)
    }
  },
)
