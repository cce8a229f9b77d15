import type { Curve } from '../contract.ts'
import { Random } from '../numeric/random.ts'
import { profilesFrom } from '../saxs/hydration.ts'
import { partialsOf } from '../saxs/partials.ts'
import { readStructures } from '../structures/read.ts'
import { exampleConformers, writeConformer } from './conformers.ts'

/** A study whose answer is known: files as a person would upload them, and the mixture hidden in the curve. */
export interface ExampleStudy {
  /** The library: name of a file and its PDB text. */
  models: { name: string; text: string }[]
  curve: Curve
  /** Weight of every model in the mixture, by name; they add up to 1. */
  truth: Record<string, number>
}

const conformerCount = 20
const pointCount = 160
/** Which conformers the mixture holds, from compact (0) to extended, and how much of each. */
const mixture: readonly [index: number, weight: number][] = [
  [2, 0.45],
  [9, 0.35],
  [17, 0.2],
]
/** Shell contrast of the simulated measurement, e/A^3, and its scale. */
export const contrast = 0.02
const scale = 2.5e-8

/**
 * Simulates a measurement of a two-domain protein with a flexible linker: 20 conformers, a mixture of three of
 * them, a hydration shell, and Gaussian noise of 0.4 % at small q rising to about 3 % at 0.35 1/A.
 *
 * @param seed the same seed gives the same study to the last bit
 * Cost: the profiles of three models of about 800 atoms, a few ten milliseconds.
 */
export function simulateExample(seed: number): ExampleStudy {
  const geometry = Random.stream(seed, 1)
  const noise = Random.stream(seed, 2)
  const conformers = exampleConformers(conformerCount, () => geometry.uniform())
  const models = conformers.map(conformer => ({ name: conformer.name, text: writeConformer(conformer) }))

  const q = Float64Array.from({ length: pointCount }, (_, i) => 0.01 + (0.34 * i) / (pointCount - 1))
  const mixed = mixture.map(([index]) => readStructures(models[index]!.text, models[index]!.name).models[0]!)
  const partials = mixed.map(structure => partialsOf(structure, { qMax: 0.5 }))
  const { values } = profilesFrom(partials, q, { mode: 'fixed', c1: 1, contrast })
  const exact = q.map(
    (_, i) =>
      scale * mixture.reduce((sum, [, weight], k) => sum + weight * values[i * mixture.length + k]!, 0),
  )
  const sigma = exact.map((value, i) => value * (0.004 + 0.03 * (q[i]! / 0.35) ** 2))
  const intensity = exact.map((value, i) => value + sigma[i]! * noise.normal())

  const truth = Object.fromEntries(
    models.map((model, index) => [model.name, mixture.find(([k]) => k === index)?.[1] ?? 0]),
  )
  return { models, curve: { q, intensity, sigma }, truth }
}

/** The curve as a text file with a header, in 1/A. */
export function writeExampleCurve({ q, intensity, sigma }: Curve): string {
  const rows = Array.from(q, (value, i) =>
    [value, intensity[i]!, sigma[i]!].map(number => number.toExponential(6)).join('  '),
  )
  return `# Simulated SAXS of a two-domain protein with a flexible linker\n# q (1/A)  I(q)  error\n${rows.join('\n')}\n`
}
