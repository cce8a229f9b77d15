import { expect, test } from 'bun:test'
import { convergenceOf } from '#src/ensemble/diagnose/convergence.ts'
import { mean, variance } from '#src/ensemble/numeric/orderStatistics.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { updateAmounts } from '#src/ensemble/sample/amounts.ts'
import { birthOrDeath, swapMember } from '#src/ensemble/sample/births.ts'
import { updateDust } from '#src/ensemble/sample/dust.ts'
import { energyPriorOf, updateHyper } from '#src/ensemble/sample/energies.ts'
import { updateErrorScale } from '#src/ensemble/sample/errorScale.ts'
import { updateGroups } from '#src/ensemble/sample/groups.ts'
import { inclusionPriorOf, updateConcentration } from '#src/ensemble/sample/inclusion.ts'
import { updateMemberPairs, updateMembers } from '#src/ensemble/sample/members.ts'
import { sweep } from '#src/ensemble/sample/moves.ts'
import { nearestNeighbours, squaresOf } from '#src/ensemble/sample/neighbours.ts'
import { updateNode } from '#src/ensemble/sample/nodes.ts'
import { ordersOf } from '#src/ensemble/sample/ordersOf.ts'
import { updatePairs } from '#src/ensemble/sample/pairs.ts'
import { redrawPattern } from '#src/ensemble/sample/patterns.ts'
import { relocate } from '#src/ensemble/sample/relocate.ts'
import { replaceMember, replaceNumber } from '#src/ensemble/sample/replacements.ts'
import { joinOrLeave } from '#src/ensemble/sample/shareBirths.ts'
import { updateShares } from '#src/ensemble/sample/shares.ts'
import { splitOrMerge } from '#src/ensemble/sample/splits.ts'
import type { CurveNode, Target } from '#src/ensemble/sample/target.ts'
import { drawPrior, emptyScratch, emptyWalker, refresh, type Walker } from '#src/ensemble/sample/walker.ts'
import { long } from '../../support/skips.ts'

/**
 * Each move alone, by the test of Geweke (2004, J. Am. Stat. Assoc. 99:799): u from the prior and data from u make u a draw
 * of its own posterior; a move that leaves every posterior as it is leaves the prior and the misfit as they were.
 */

const [smallCount, middleCount, largeCount] = [6, 12, 40]
const [rank, tau] = [3, 2]
/** The moves of a sweep are tested by themselves. 5000 notice a ratio of a replacement, or of one that comes or goes, that is off by 0.3. */
const replicatesOf = (name: string, { large }: Target) => {
  if (long || name === seenDust) return 20_000
  if (name === heavyDust) return 10_000
  if (name === 'a whole sweep') return large ? 1500 : 3000
  return large ? 5000 : 10_000
}

/** Most of these walkers are dust or nearly so; their acceptance times 1.5, or without the misfit, is noticed. */
const seenDust = 'dust that the curve sees'
/** Members of less than the scale's own sd, where the curve says next to nothing: an acceptance without the scale's prior is noticed. */
const heavyDust = 'dust that the prior of the scale sees'

const moves: Record<string, (target: Target, walker: Walker, random: Random) => void> = {
  amounts: (target, walker, random) => updateAmounts(target, walker, 1, random),
  shares: (target, walker, random) => updateShares(target, walker, 1, random),
  pairs: (target, walker, random) => updatePairs(target, walker, 1, random),
  'relocation by amount': (target, walker, random) => relocate(target, walker, 1, random, false),
  'relocation by presence': (target, walker, random) => relocate(target, walker, 1, random, true),
  groups: (target, walker, random) => updateGroups(target, walker, 1, random, 4),
  'the error scale': (target, walker, random) => updateErrorScale(target, walker, 1, random),
}

/** The same where models may be absent. */
const subsetMoves: typeof moves = {
  'birth and death': (target, walker, random) => birthOrDeath(target, target.inclusion!, walker, 1, random),
  'coming and going of a share': (target, walker, random) =>
    joinOrLeave(target.inclusion!, walker, 1, random),
  'swap of a member': (target, walker, random) => swapMember(target, walker, 1, random),
  'split and merger': (target, walker, random) => splitOrMerge(target, target.inclusion!, walker, 1, random),
  'weights of members': (_, walker, random) => updateMembers(walker, 1, random),
  'pairs of members': (target, walker, random) => updateMemberPairs(target, walker, 1, random),
  'groups of members': (target, walker, random) => updateGroups(target, walker, 1, random, 4),
  concentration: (_, walker, random) => updateConcentration(walker, random),
  'the error scale of a subset': (target, walker, random) => updateErrorScale(target, walker, 1, random),
  'a whole sweep': (target, walker, random) => sweep(target, walker, 1, random),
}

/** The same in a library that is no larger than a window, where others take up the slack. */
const middleMoves: typeof moves = {
  'a replacement of a member': (target, walker, random) =>
    replaceMember(target, target.orders!, walker, 1, random),
  'coming and going while others make room': (target, walker, random) =>
    replaceNumber(target, target.inclusion!, target.orders!, walker, 1, random),
  'a whole sweep': (target, walker, random) => sweep(target, walker, 1, random),
}

/** The same in a library larger than a window, of which none of the moves weighs every model. */
const largeMoves: typeof moves = {
  ...middleMoves,
  'coming and going of a share': subsetMoves['coming and going of a share']!,
  'the dust': (target, walker, random) => updateDust(target, target.inclusion!, walker, 1, random),
  [seenDust]: (target, walker, random) => updateDust(target, target.inclusion!, walker, 1, random, 1),
  [heavyDust]: (target, walker, random) => updateDust(target, target.inclusion!, walker, 1, random, 10),
  'dust of a hundredth as much': (target, walker, random) =>
    updateDust(target, target.inclusion!, walker, 1, random, 1e-5),
  groups: subsetMoves['groups of members']!,
}

/** The same where exponents follow energies, of which most are so small that a share is nothing or something. */
const energyMoves: typeof moves = {
  shares: (target, walker, random) => updateShares(target, walker, 1, random),
  pairs: (target, walker, random) => updatePairs(target, walker, 1, random),
  groups: (target, walker, random) => updateGroups(target, walker, 1, random, 4),
  'patterns of three': (target, walker, random) => redrawPattern(target, walker, 1, random),
  hyperparameters: (target, walker, random) => updateHyper(target.energyPrior!, walker, random),
  'a whole sweep': (target, walker, random) => sweep(target, walker, 1, random),
}

/** What is looked at before and after a move, in one walk over the models: replicas are many, and moves are quick. */
function look(walker: Walker): Record<string, number> {
  const { residual, scale, u, logU, logErrorScale, precision, hyper, logTemperature, node } = walker
  let misfit = 0
  for (const value of residual) misfit += value * value
  let [largest, evenness, above, present] = [0, 0, 0, 0]
  for (let k = 0; k < u.length; k++) {
    const amount = u[k]!
    if (amount > largest) largest = amount
    if (amount > 2e-3) evenness += Math.log(amount / scale)
    if (amount > 1e-3 * scale) above++
    if (Number.isFinite(logU[k])) present++
  }
  return {
    misfit,
    scale,
    'largest weight': largest / scale,
    'first weight': u[0]! / scale,
    'scale times second weight': u[1]!,
    'error scale': logErrorScale,
    'misfit over its error': precision * misfit,
    concentration: hyper,
    temperature: logTemperature,
    node,
    'middle node': node === 1 ? 1 : 0,
    'models that take part': present,
    'first model takes part': Number.isFinite(logU[0]) ? 1 : 0,
    'evenness times concentration': hyper * evenness,
    'weights above a thousandth': above,
  }
}

function targetOf(
  exponent: number,
  random: Random,
  inclusion = false,
  sharpness = 1,
  modelCount = smallCount,
): Target {
  const coordinates = Float64Array.from(
    { length: modelCount * rank },
    () => sharpness * (3 + 2 * random.normal()),
  )
  coordinates.copyWithin(rank, 0, rank) // two models of one curve, and two that are alike
  for (let j = 0; j < rank; j++)
    coordinates[3 * rank + j] = coordinates[2 * rank + j]! + 0.1 * sharpness * random.normal()
  const curves = { rank, coordinates, data: new Float64Array(rank), outside: 0 }
  return {
    modelCount,
    exponents: new Float64Array(modelCount).fill(exponent),
    exponentSum: modelCount * exponent,
    energyPrior: null,
    inclusion: inclusion ? inclusionPriorOf(modelCount, modelCount + 4) : null,
    nodes: [{ curves, squares: squaresOf(curves, modelCount), logPrior: 0, logDeterminant: 0 }],
    bestNode: 0,
    shifts: null,
    scalePriorSd: tau,
    flatScale: false,
    pointCount: rank,
    logErrorSd: 0.3,
    neighbours: nearestNeighbours(curves, modelCount, 2),
    neighbourCount: 2,
    orders:
      modelCount > smallCount ? { ...ordersOf(curves, modelCount, 0.1 * tau), rank: curves.rank - 1 } : null,
    large: modelCount === largeCount,
  }
}

function testMove(name: string, move: (typeof moves)[string], target: Target, random: Random): void {
  const replicates = replicatesOf(name, target)
  const walker = emptyWalker(target, emptyScratch(target))
  const changes: Record<string, Float64Array> = {}
  const kept = new Float64Array(rank)
  let drift = 0
  for (let n = 0; n < replicates; n++) {
    drawPrior(target, walker, random)
    for (let j = 0; j < rank; j++) {
      const noise = Math.exp(walker.logErrorScale) * random.normal()
      walker.curves.data[j]! += walker.residual[j]! + noise
    }
    refresh(target, walker)
    const before = look(walker)
    for (let times = 0; times < 3; times++) move(target, walker, random)
    kept.set(walker.residual)
    const { scale, exponentSum } = walker
    refresh(target, walker)
    for (let j = 0; j < rank; j++) drift = Math.max(drift, Math.abs(kept[j]! - walker.residual[j]!))
    drift = Math.max(drift, Math.abs(scale - walker.scale), Math.abs(exponentSum - walker.exponentSum))
    const after = look(walker)
    for (const name in after) {
      changes[name] ??= new Float64Array(replicates)
      changes[name][n] = after[name]! - before[name]!
    }
  }
  expect(drift).toBeLessThan(1e-7)
  const biased = Object.keys(changes).filter(name => {
    const error = Math.sqrt(variance(changes[name]!) / replicates)
    return Math.abs(mean(changes[name]!)) > 4 * error + 1e-12
  })
  expect(biased).toEqual([])
}

/** Of what a move is tried with: some always, the rest where there is time. */
const quickOf = <T>(always: T[], more: T[]) => (long ? [...always, ...more] : always)

for (const [name, move] of Object.entries(moves))
  test.each(quickOf([1 / 6], name === 'amounts' ? [0.05] : [0.05, 0.7]))(
    `the posterior is left as it is by ${name}, exponents %p`,
    exponent => {
      const random = Random.stream(1, 2)
      testMove(name, move, targetOf(exponent, random), random)
    },
    60_000,
  )

for (const [name, move] of Object.entries(subsetMoves))
  test.each(quickOf([1], [30]))(
    `the posterior is left as it is by ${name}, where models may be absent, curves times %p`,
    sharpness => {
      const random = Random.stream(1, 2)
      testMove(name, move, targetOf(1, random, true, sharpness), random)
    },
    60_000,
  )

for (const [count, ofLibrary] of [
  [middleCount, middleMoves],
  [largeCount, largeMoves],
] as const)
  for (const [name, move] of Object.entries(ofLibrary))
    test.each(name === heavyDust ? [0.01] : quickOf([1], [30]))(
      `the posterior is left as it is by ${name}, in a library of ${count}, curves times %p`,
      sharpness => {
        const random = Random.stream(1, 2)
        testMove(name, move, targetOf(1, random, true, sharpness, count), random)
      },
      60_000,
    )

for (const [name, move] of Object.entries(energyMoves))
  test.each(['softmax', 'shift'])(
    `the posterior is left as it is by ${name}, with energies, %s`,
    kind => {
      const random = Random.stream(1, 2)
      const target = targetOf(1, random)
      const energies = Float64Array.of(0.3, -0.8, 1.4, -0.6, 2.5, 9)
      target.energyPrior = energyPriorOf(energies, energies, kind === 'softmax')
      testMove(name, move, target, random)
    },
    60_000,
  )

/** The same over several sets of curves. */
const nodeMoves: typeof moves = {
  'steps between nodes': (target, walker, random) => updateNode(target, walker, 1, random),
  'a whole sweep': (target, walker, random) => sweep(target, walker, 1, random),
}

for (const [name, move] of Object.entries(nodeMoves))
  test.each([false, true])(
    `the posterior is left as it is by ${name}, over three nodes, where models may be absent: %p`,
    inclusion => {
      const random = Random.stream(1, 2)
      const target = targetOf(1 / 6, random, inclusion)
      const [{ curves }] = target.nodes as [CurveNode]
      target.nodes = [0.2, 0.5, 0.3].map(prior => {
        const coordinates = curves.coordinates.map(value => value + 0.2 * random.normal())
        const own = { ...curves, coordinates }
        return {
          curves: own,
          squares: squaresOf(own, smallCount),
          logPrior: Math.log(prior),
          logDeterminant: 0,
        }
      })
      testMove(name, move, target, random)
    },
    60_000,
  )

test('where the curve says nothing sweeps of a large library come back to the prior', () => {
  const random = Random.stream(5, 2)
  const target = targetOf(1, random, true, 1, largeCount)
  const walker = emptyWalker(target, emptyScratch(target))
  const watched = {
    n: ({ memberCount }: Walker) => memberCount,
    'first weight': ({ u, scale }: Walker) => u[0]! / scale,
    evenness: ({ u, scale }: Walker) => u.reduce((sum, amount) => sum + (amount / scale) ** 2, 0),
    'log a': ({ hyper }: Walker) => hyper,
    scale: ({ scale }: Walker) => scale,
  }
  const columnsOf = (count: number, next: () => void) => {
    const columns = Object.values(watched).map(() => new Float64Array(count))
    for (let n = 0; n < count; n++) {
      next()
      Object.values(watched).forEach((look, i) => {
        columns[i]![n] = look(walker)
      })
    }
    return columns
  }
  const prior = columnsOf(10_000, () => drawPrior(target, walker, random))
  const chains = [1, 2].map(() => {
    drawPrior(target, walker, random)
    return columnsOf(long ? 8000 : 4000, () => {
      sweep(target, walker, 1e-12, random)
      refresh(target, walker)
    })
  })
  Object.keys(watched).forEach((name, i) => {
    const { mcse } = convergenceOf(chains.map(columns => columns[i]!))
    const own = mean(chains.map(columns => mean(columns[i]!)))
    const error = Math.sqrt(mcse ** 2 + variance(prior[i]!) / prior[i]!.length)
    expect([name, Math.abs(own - mean(prior[i]!)) < 4.5 * error]).toEqual([name, true])
  })
}, 120_000)

test('a member of next to nothing does not stay alone, whatever the exponent', () => {
  const random = Random.stream(4, 2)
  const target = targetOf(1, random, true, 30)
  const walker = emptyWalker(target, emptyScratch(target))
  for (let n = 0; n < 2000; n++) {
    walker.logU.fill(Number.NEGATIVE_INFINITY)
    walker.logU[0] = 0.4
    walker.logU[4] = -1342
    walker.hyper = 0.4
    refresh(target, walker)
    birthOrDeath(target, target.inclusion!, walker, 0.3, random)
    expect(walker.scale).toBeGreaterThan(0)
    sweep(target, walker, 0.3, random)
    expect([walker.scale, walker.hyper, ...walker.u].every(Number.isFinite)).toBe(true)
  }
})
