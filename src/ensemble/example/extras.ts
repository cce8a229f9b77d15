import { hypot, ln, pow } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { profilesFrom } from '../saxs/hydration.ts'
import { partialsOf } from '../saxs/partials.ts'
import { readStructures } from '../structures/read.ts'
import { contrast, type ExampleStudy } from './study.ts'

/** What may go with the example's curve and library, as texts: all made from its hidden mixture. */
export interface ExampleExtras {
  /** Calculated profiles: a line for each point of the curve, a column for each model. */
  profiles: string
  /** Energies in kcal/mol, a line for each model. */
  energies: string
  /** A property of each model: the distance of its first atom from its last, A. */
  properties: string
  /** The same distance as it would be measured: its mean with an error, and a bound of its r^-6 average. */
  observables: string
  /** Measured shifts: residue number, residue name, atom, shift and error in ppm. */
  shifts: string
  /** Predicted shifts in the columns of SHIFTX2, a file for each model. */
  predictions: { name: string; text: string }[]
}

/** Residues of the linker that have shifts, and what a shift is about for an atom that moves freely, ppm. */
const residues = Array.from({ length: 16 }, (_, i) => 90 + i)
const atoms = [
  { name: 'N', about: 121, spread: 3, error: 0.3 },
  { name: 'CA', about: 54, spread: 1.5, error: 0.1 },
] as const
/** Of the thermal energy at 298 K, kcal/mol. */
const thermal = 0.593

/**
 * Simulates files that agree with the example: profiles by its own shell, energies that follow from the weights
 * with noise of 0.3 kcal/mol, and chemical shifts of the mixture with their errors.
 *
 * @param seed that of the study
 * Cost: the profiles of all models, some tenths of a second.
 */
export function simulateExtras(seed: number, { models, curve, truth }: ExampleStudy): ExampleExtras {
  const random = Random.stream(seed, 3)
  const structures = models.map(({ name, text }) => readStructures(text, name).models[0]!)
  const partials = structures.map(structure => partialsOf(structure, { qMax: 0.5 }))
  const ends = structures.map(({ xyz }) =>
    hypot(...[0, 1, 2].map(axis => xyz[axis]! - xyz[xyz.length - 3 + axis]!)),
  )
  const { values } = profilesFrom(partials, curve.q, { mode: 'fixed', c1: 1, contrast })
  const weights = models.map(({ name }) => truth[name]!)
  const rows = Array.from(curve.q, (_, i) => values.subarray(i * models.length, (i + 1) * models.length))
  const energies = weights.map(weight => -thermal * ln(weight + 0.01) + 0.3 * random.normal())

  const predictions = models.map(({ name }) => ({ name: `${name}.csv`, rows: ['NUM,RES,ATOMNAME,SHIFT'] }))
  const shifts: string[] = []
  for (const residue of residues)
    for (const { name, about, spread, error } of atoms) {
      const predicted = models.map(() => about + spread * random.normal())
      for (const [k, shift] of predicted.entries())
        predictions[k]!.rows.push(`${residue},A,${name},${shift.toFixed(4)}`)
      const mean = predicted.reduce((sum, shift, k) => sum + weights[k]! * shift, 0)
      shifts.push(`${residue} ALA ${name} ${(mean + error * random.normal()).toFixed(3)} ${error}`)
    }
  const endToEnd = weights.reduce((sum, weight, k) => sum + weight * ends[k]!, 0) + random.normal()
  const closest = pow(
    weights.reduce((sum, weight, k) => sum + weight * pow(ends[k]!, -6), 0),
    -1 / 6,
  )
  const distances = ends.map(end => end.toFixed(1))
  return {
    profiles: lines(rows.map(row => Array.from(row, value => value.toExponential(6)).join('  '))),
    energies: lines(energies.map(energy => energy.toFixed(3))),
    properties: lines([
      'model,end_to_end(A)',
      ...models.map(({ name }, k) => `${name},${ends[k]!.toFixed(1)}`),
    ]),
    observables: lines(
      [
        ['name', 'kind', 'average', 'measured', 'error', ...models.map(({ name }) => name)],
        ['end_to_end', 'mean', 'linear', endToEnd.toFixed(1), '1', ...distances],
        ['end_to_end_contact', 'upper', 'r^-6', (1.1 * closest).toFixed(1), '1', ...distances],
      ].map(row => row.join(',')),
    ),
    shifts: lines(shifts),
    predictions: predictions.map(({ name, rows }) => ({ name, text: lines(rows) })),
  }
}

const lines = (rows: readonly string[]) => `${rows.join('\n')}\n`
