import { describe, expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import type { ReducedCurves } from '#src/ensemble/numeric/reducedCurves.ts'
import { energyPriorOf } from '#src/ensemble/sample/energies.ts'
import { type Engine, openEngine, openPlainEngine } from '#src/ensemble/sample/engine.ts'
import { inclusionPriorOf } from '#src/ensemble/sample/inclusion.ts'
import { nearestNeighbours, squaresOf } from '#src/ensemble/sample/neighbours.ts'
import { ordersOf } from '#src/ensemble/sample/ordersOf.ts'
import type { Target } from '#src/ensemble/sample/target.ts'
import { energyOf } from '#src/ensemble/sample/walker.ts'

const seed = [1, 2, 3, 4]

/** Every branch of the moves: few and many models, ranks that are no multiple of two or four, each kind of prior. */
const targets: Record<string, Target> = {
  'two models': targetOf(2, 1),
  'the usual prior': targetOf(7, 5),
  'a library': targetOf(130, 22),
  'a sum of exponents below 1': targetOf(12, 6, { exponent: 0.01 }),
  'a sum of exponents above 1': targetOf(12, 7, { exponent: 0.5 }),
  'a flat scale': targetOf(12, 3, { flatScale: true }),
  'errors of unknown size': targetOf(12, 6, { logErrorSd: 0.3 }),
  'errors of unknown size, and shifts': targetOf(9, 4, { logErrorSd: 0.3, shiftRank: 5 }),
  'models that may be absent': targetOf(12, 6, { inclusion: true }),
  'models that may be absent while others take up the slack': targetOf(12, 6, {
    inclusion: true,
    compensated: true,
  }),
  'two models that may be absent': targetOf(2, 1, { inclusion: true }),
  'a library, most of it absent, errors of unknown size': targetOf(130, 22, {
    inclusion: true,
    logErrorSd: 0.3,
  }),
  'a large library, most of it absent, errors of unknown size': targetOf(130, 22, {
    inclusion: true,
    logErrorSd: 0.3,
    large: true,
  }),
  'several sets of curves of a large library': targetOf(40, 6, { inclusion: true, nodes: 4, large: true }),
  'several sets of curves': targetOf(12, 6, { inclusion: true, nodes: 4 }),
  'several sets of curves, and shifts': targetOf(9, 4, { shiftRank: 5, logErrorSd: 0.3, nodes: 3 }),
  shifts: targetOf(9, 4, { shiftRank: 5 }),
  'shifts that say nothing': targetOf(9, 4, { shiftRank: 0 }),
  'energies by softmax': targetOf(9, 4, { energies: 'softmax' }),
  'energies by shift, and shifts': targetOf(9, 4, { energies: 'shift', shiftRank: 5 }),
}

interface Wanted {
  exponent?: number
  flatScale?: boolean
  inclusion?: boolean
  logErrorSd?: number
  shiftRank?: number
  energies?: 'softmax' | 'shift'
  nodes?: number
  large?: boolean
  compensated?: boolean
}

function targetOf(modelCount: number, rank: number, wanted: Wanted = {}): Target {
  const random = Random.stream(1, 2)
  const curvesOf = (width: number, size: number) => ({
    rank: width,
    coordinates: Float64Array.from({ length: modelCount * width }, () => size * (3 + random.normal())),
    data: Float64Array.from({ length: width }, () => size * (3 + 0.1 * random.normal())),
    outside: 1.5,
  })
  const curves = curvesOf(rank, 10)
  const sets = [curves, ...Array.from({ length: (wanted.nodes ?? 1) - 1 }, () => near(curves, random))]
  const neighbourCount = Math.min(3, modelCount - 1)
  const exponent = wanted.exponent ?? 1 / modelCount
  const energies = Float64Array.from({ length: modelCount }, () => random.normal())
  return {
    modelCount,
    exponents: new Float64Array(modelCount).fill(exponent),
    exponentSum: modelCount * exponent,
    energyPrior: wanted.energies ? energyPriorOf(energies, energies, wanted.energies === 'softmax') : null,
    inclusion: wanted.inclusion ? inclusionPriorOf(modelCount, 2 * modelCount) : null,
    nodes: sets.map((own, j) => ({
      curves: own,
      squares: squaresOf(own, modelCount),
      logPrior: -Math.log(sets.length),
      logDeterminant: 0.1 * j,
    })),
    bestNode: wanted.nodes ? 1 : 0,
    shifts: wanted.shiftRank === undefined ? null : curvesOf(wanted.shiftRank, 2),
    scalePriorSd: 10,
    flatScale: wanted.flatScale ?? false,
    pointCount: 40,
    logErrorSd: wanted.logErrorSd ?? 0,
    neighbours: nearestNeighbours(curves, modelCount, neighbourCount),
    neighbourCount,
    orders: wanted.large || wanted.compensated ? ordersOf(curves, modelCount, 1) : null,
    large: wanted.large ?? false,
  }
}

/** Curves so similar that both are likely. */
function near(curves: ReducedCurves, random: Random): ReducedCurves {
  return { ...curves, coordinates: curves.coordinates.map(value => value + 0.1 * random.normal()) }
}

/** Everything that a walker is after sweeps at rising temperatures, at every step. */
function walk(engine: Engine, target: Target): number[][] {
  const walker = engine.newWalker()
  engine.drawPrior(walker)
  return [1e-3, 0.1, 1].flatMap(beta =>
    Array.from({ length: 60 }, (_, n) => {
      engine.sweep(walker, beta)
      if (n % 16 === 0) engine.refresh(walker)
      const numbers = [
        walker.scale,
        walker.hyper,
        walker.exponentSum,
        walker.logErrorScale,
        walker.logTemperature,
        walker.node,
        energyOf(target, walker),
      ]
      return [...numbers, ...walker.logU, ...walker.u, ...walker.residual, ...engine.randomState()]
    }),
  )
}

describe('the compiled sampler', () => {
  test.each(Object.keys(targets))('does bit for bit what its sources do as TypeScript: %s', name => {
    const target = targets[name]!
    const compiled = walk(openEngine(target, seed, 1), target)
    expect(compiled.flat().some(Number.isNaN)).toBe(false)
    expect(compiled).toEqual(walk(openPlainEngine(target, seed), target))
  })

  test('walks as before after a larger target was in its place', () => {
    const first = walk(openEngine(targets['two models']!, seed, 1), targets['two models']!)
    walk(openEngine(targets['a library']!, seed, 300), targets['a library']!)
    expect(walk(openEngine(targets['two models']!, seed, 1), targets['two models']!)).toEqual(first)
  })
})
