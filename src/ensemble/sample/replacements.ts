import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { dot } from '../numeric/vectors.ts'
import {
  type Compensation,
  chooseBase,
  drawAmount,
  drawPlace,
  exponentAt,
  giveToBase,
  growth,
  largeAmount,
  logChanceOfAmount,
  logGrowth,
  placeOf,
  takeFromBase,
  weighWindow,
} from './compensation.ts'
import { type InclusionPrior, logDirichlet } from './inclusion.ts'
import { drawWindow, type Orders } from './orders.ts'
import { addMember, removeMember, setAmount } from './subset.ts'
import { scalePrecision, type Target } from './target.ts'
import type { Walker } from './walker.ts'

/** How often one of the large members moves, and stays large; else any member. */
const largeChance: number = 0.9

/** The members above `largeAmount`. */
function countLarge(target: Target, walker: Walker): i32 {
  const large = largeAmount(target)
  let count: i32 = 0
  for (let i = 0; i < walker.memberCount; i++) if (walker.u[walker.members[i]] > large) count++
  return count
}

/** The place among the members of one of them, or of the large ones, each as likely; -1 where there are not two large ones. */
function drawMember(target: Target, walker: Walker, large: boolean, random: Random): i32 {
  if (!large) return random.integer(walker.memberCount)
  const count = countLarge(target, walker)
  if (count < 2) return -1
  const least = largeAmount(target)
  let left = random.integer(count)
  for (let i = 0; i < walker.memberCount; i++)
    if (walker.u[walker.members[i]] > least && left-- === 0) return i
  return -1
}

/** Weighs a window of models against B, which takes what the member `from` has (-1 and 0: no member moves). False where nothing is large. */
function openWindow(
  target: Target,
  orders: Orders,
  walker: Walker,
  weight: number,
  from: i32,
  amount: number,
  random: Random,
): boolean {
  const own = walker.scratch.compensation!
  if (!chooseBase(target, walker, weight, from, random)) return false
  giveToBase(target, walker, own, from, amount)
  own.windowCount = drawWindow(orders, target.modelCount, from, own.window, walker.scratch.marks, random)
  weighWindow(target, walker, weight, from)
  return true
}

/**
 * Another model in place of a member, while others take up the slack: see compensation.ts. The window of models weighed holds the member, which
 * gives what it has to B; one of the window gets s from B by the Gaussians. Of n members with concentration a it is taken with
 *
 *     (s/t prod_B u'/u)^(a-1) (c'/c)^(1-na) exp(-(c'^2 - c^2)/(2 tau^2)) D_back/D_there
 *
 * times the ratio of likelihoods over that of the Gaussians, D e^(-b s - q s^2/2) being the density with which a model and its amount are drawn.
 *
 * The way back meets the same B, window and chances. O(windowMax baseMax r), whatever K.
 */
export function replaceMember(
  target: Target,
  orders: Orders,
  walker: Walker,
  beta: number,
  random: Random,
): void {
  const own = walker.scratch.compensation!
  const weight = beta * walker.precision
  const large = random.uniform() < largeChance
  const at = drawMember(target, walker, large, random)
  if (at < 0) return
  const from = walker.members[at]
  const t = walker.u[from]
  if (!(t > 0) || !openWindow(target, orders, walker, weight, from, t, random)) return
  const back = placeOf(own, from)
  if (own.chances[back] === 0) return
  const w = drawPlace(own, random)
  if (w < 0) return
  const s = drawAmount(own, w, random)
  if (!(s > own.lowest[w] && s < own.highest[w]) || (large && !(s > largeAmount(target)))) return
  if (!takeFromBase(target, walker, own, w, s)) return
  const n = walker.memberCount
  const a = exp(walker.hyper)
  const scale = walker.scale - t + s + growth(walker, own)
  const logRatio =
    (a - 1) * (ln(s / t) + logGrowth(walker, own)) +
    (1 - n * a) * ln(scale / walker.scale) +
    logScalePrior(target, walker, beta, scale) -
    changeOfMisfit(walker, own, weight) -
    (exponentAt(own, w, s) + logChanceOfAmount(own, w)) +
    (exponentAt(own, back, t) + logChanceOfAmount(own, back))
  if (!(random.exponential() > -logRatio)) return
  takeBase(walker, own, scale)
  const to = own.window[w]
  setAmount(walker, from, -Infinity)
  setAmount(walker, to, ln(s))
  walker.members[at] = to
}

/**
 * A model comes in while others make room for it, or one goes and they take what it had, with even chances: as in births.ts, of n members before,
 *
 *     R = P(n+1)/C(K,n+1) . C(K,n)/P(n) . G(n+1)/G(n) . (s prod_B u'/u)^(a-1) c'^(1-(n+1)a) c^(na-1) . K/windowMax . 1/(D m)
 *
 * times the rest as above, m being what may go afterwards: all members, or where a large one comes the large ones.
 */
export function replaceNumber(
  target: Target,
  prior: InclusionPrior,
  orders: Orders,
  walker: Walker,
  beta: number,
  random: Random,
): void {
  const large = random.uniform() < largeChance
  if (random.uniform() < 0.5) comeIn(target, prior, orders, walker, beta, large, random)
  else goOut(target, prior, orders, walker, beta, large, random)
}

function comeIn(
  target: Target,
  prior: InclusionPrior,
  orders: Orders,
  walker: Walker,
  beta: number,
  large: boolean,
  random: Random,
): void {
  const own = walker.scratch.compensation!
  const weight = beta * walker.precision
  const n = walker.memberCount
  if (n === target.modelCount || !openWindow(target, orders, walker, weight, -1, 0, random)) return
  const w = drawPlace(own, random)
  if (w < 0) return
  const s = drawAmount(own, w, random)
  if (!(s > own.lowest[w] && s < own.highest[w]) || (large && !(s > largeAmount(target)))) return
  if (!takeFromBase(target, walker, own, w, s)) return
  const scale = walker.scale + s + growth(walker, own)
  const logRatio =
    logComing(target, prior, walker, n, walker.scale, scale, s, logGrowth(walker, own), large) +
    logScalePrior(target, walker, beta, scale) -
    changeOfMisfit(walker, own, weight) -
    (exponentAt(own, w, s) + logChanceOfAmount(own, w))
  if (!(random.exponential() > -logRatio)) return
  takeBase(walker, own, scale)
  addMember(walker, own.window[w], ln(s))
}

function goOut(
  target: Target,
  prior: InclusionPrior,
  orders: Orders,
  walker: Walker,
  beta: number,
  large: boolean,
  random: Random,
): void {
  const own = walker.scratch.compensation!
  const weight = beta * walker.precision
  const n = walker.memberCount
  if (n === 1) return
  const at = drawMember(target, walker, large, random)
  if (at < 0) return
  const from = walker.members[at]
  const t = walker.u[from]
  if (!(t > 0) || !openWindow(target, orders, walker, weight, from, t, random)) return
  const back = placeOf(own, from)
  if (own.chances[back] === 0) return
  if (!takeFromBase(target, walker, own, -1, 0)) return
  const scale = walker.scale - t + growth(walker, own)
  const logRatio =
    logScalePrior(target, walker, beta, scale) -
    logComing(target, prior, walker, n - 1, scale, walker.scale, t, -logGrowth(walker, own), large) -
    changeOfMisfit(walker, own, weight) +
    (exponentAt(own, back, t) + logChanceOfAmount(own, back))
  if (!(random.exponential() > -logRatio)) return
  takeBase(walker, own, scale)
  removeMember(walker, at)
}

/** The logarithm of the prior of what comes in times the chances of the ways, but for D and likelihood: n members and scale `before`, with s `after`. */
function logComing(
  target: Target,
  prior: InclusionPrior,
  walker: Walker,
  n: i32,
  before: number,
  after: number,
  s: number,
  logOthers: number,
  large: boolean,
): number {
  const a = exp(walker.hyper)
  const own = walker.scratch.compensation!
  const modelCount: number = target.modelCount
  const mayGo: number = large ? own.largeCount + 1 : n + 1
  return (
    prior.logSubset[n + 1] -
    prior.logSubset[n] +
    logDirichlet(a, n + 1) -
    logDirichlet(a, n) +
    (a - 1) * (ln(s) + logOthers) +
    (1 - (n + 1) * a) * ln(after) -
    (1 - n * a) * ln(before) +
    ln(modelCount / own.windowCount / mayGo)
  )
}

/** The logarithm of the ratio of the scale's prior at `scale` to now. */
function logScalePrior(target: Target, walker: Walker, beta: number, scale: number): number {
  return -0.5 * scalePrecision(target, beta) * (scale - walker.scale) * (scale + walker.scale)
}

/** By what the tempered misfit would rise. */
function changeOfMisfit(walker: Walker, own: Compensation, weight: number): number {
  const residual = walker.residual
  const rank = residual.length
  return 0.5 * weight * (dot(own.moved, 0, own.moved, 0, rank) - dot(residual, 0, residual, 0, rank))
}

function takeBase(walker: Walker, own: Compensation, scale: number): void {
  for (let i = 0; i < own.baseCount; i++) setAmount(walker, own.base[i], ln(own.amounts[i]))
  for (let j = 0; j < walker.residual.length; j++) walker.residual[j] = own.moved[j]
  walker.scale = scale
}
