import { describe, expect, test } from 'bun:test'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import type { Interval, IntervalEstimate, Result } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { ensembleCif } from '#src/ensemble/formats/ensembleCif.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { numberSpecies } from '#src/ensemble/structures/library.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { sharedFolder, unlessShared } from '../support/skips.ts'
import { measure } from './saxs/hydrationReplicas.ts'

/** Two conformers of the example's protein alone, and one of two of them side by side: a monomer and its dimer. */
const random = Random.stream(7, 1)
const [compact, extended] = exampleConformers(2, () => random.uniform()).map(each => writeConformer(each))
const moved = (text: string, chain: string, by: number) =>
  text
    .split('\n')
    .filter(line => line.startsWith('ATOM'))
    .map(line => {
      const x = (Number(line.slice(30, 38)) + by).toFixed(3).padStart(8)
      return `${line.slice(0, 21)}${chain}${line.slice(22, 30)}${x}${line.slice(38)}`
    })
    .join('\n')
const read = (text: string, name: string) => ({ ...readStructures(text, name).models[0]!, name })
const structures = [
  read(compact!, 'compact'),
  read(extended!, 'extended'),
  read(`${moved(compact!, 'A', 0)}\nTER\n${moved(compact!, 'B', 45)}\nEND\n`, 'dimer'),
]
const species = [0, 0, 1]
const partials = structures.map(structure => partialsOf(structure, { qMax: 0.5 }))
const holds = ({ q025, q975 }: IntervalEstimate, value: number) => q025 <= value && value <= q975
const width = ({ q025, q975 }: IntervalEstimate) => q975 - q025

describe('a mixture of a monomer and its dimer', () => {
  test('is told apart by composition, whatever the shapes', () => {
    expect(structures.map(numberSpecies())).toEqual(species)
  })

  test('has masses and volumes in proportion, and four times the scattering of a particle of half the mass', () => {
    const [monomer, , dimer] = partials
    expect(dimer!.mass / monomer!.mass).toBeCloseTo(2, 6)
    expect(dimer!.volume / monomer!.volume).toBeCloseTo(2, 6)
    // Proteins displace 1.2 to 1.3 A^3 for each g/mol: 0.73 ml/g.
    expect(monomer!.volume / monomer!.mass).toBeGreaterThan(1.15)
    expect(monomer!.volume / monomer!.mass).toBeLessThan(1.35)
    expect(dimer!.values[0]! / monomer!.values[0]!).toBeCloseTo(4, 6)
  })

  test('is weighed: fractions of number, mass and volume hold those that its curve was made with', async () => {
    const weights = [0.3, 0.5, 0.2]
    const curve = measure(partials, { weights, c1: 1.01, contrast: 0.015 }, 4)
    const options = { select: false, iterations: 250, effort: 'gate' } as const
    const { result } = await analyseLibrary({ curve, library: partials, species }, options, { report() {} })
    const [monomer, dimer] = result.mixture!
    expect([monomer!.models, dimer!.models]).toEqual([2, 1])
    // 0.8 monomers and 0.2 dimers of twice the mass: a third of the mass is in dimers.
    expect(holds(dimer!.numberFraction, 0.2)).toBe(true)
    expect(holds(dimer!.massFraction, 1 / 3)).toBe(true)
    expect(holds(dimer!.volumeFraction, 1 / 3)).toBe(true)
    expect(width(dimer!.massFraction)).toBeLessThan(0.1)
    for (const { numberFraction, massFraction } of [monomer!, dimer!])
      expect(numberFraction).not.toEqual(massFraction)
    for (const of of ['numberFraction', 'massFraction', 'volumeFraction'] as const)
      expect(monomer![of].mean + dimer![of].mean).toBeCloseTo(1, 9)
    expect(result.models.map(model => model.species)).toEqual(species)
    const massOf = (k: number) => result.models[k]!.massFraction!.mean
    expect(massOf(0) + massOf(1)).toBeCloseTo(monomer!.massFraction.mean, 9)
    const within = ({ lower, upper }: Interval, value: number) => lower <= value && value <= upper
    weights.forEach((weight, k) => {
      expect(within(result.models[k]!.possible!, weight)).toBe(true)
    })
    expect(result.verdict!.code).toBe('explained')
  }, 240_000)

  test('of one composition is no mixture', async () => {
    const two = partials.slice(0, 2)
    const curve = measure(two, { weights: [0.5, 0.5], c1: 1, contrast: 0.015 }, 1)
    const options = { select: false, iterations: 200, effort: 'gate' } as const
    const { result } = await analyseLibrary({ curve, library: two }, options, { report() {} })
    expect(result.mixture).toBeUndefined()
    expect(result.models[0]!.massFraction).toBeUndefined()
  }, 240_000)

  test('is written as assemblies of chains, of which the monomer has one', () => {
    const origin = {
      program: { name: 'bioce', version: '1' },
      models: [],
      fit: { q: [0.01, 0.3], chi2PerPoint: 1 } as unknown as Result['fit'],
    }
    const models = structures.map(structure => ({ structure, weight: 1 / 3, sd: 0.1 }))
    const cif = [...ensembleCif(models, 'Mixture', origin)].join('')
    const rows = (category: string) =>
      new RegExp(`loop_\\n(?:_${category}\\.\\S+\\n)+((?:[^_#][^\\n]*\\n)+)`)
        .exec(cif)![1]!
        .trim()
        .split('\n')
    // One sequence: chain A of the monomer is the first of the dimer, which is all there is.
    expect(rows('struct_asym')).toEqual(['A 1 ?', 'B 1 ?'])
    expect(rows('ihm_struct_assembly').map(row => row.split(' ')[0])).toEqual(['1', '2'])
    expect(rows('ihm_struct_assembly_details').map(row => row.split(' ').slice(1).join(' '))).toEqual([
      '1 1 1 A',
      '1 1 1 B',
      '2 1 1 A',
    ])
    expect(rows('ihm_model_list').map(row => row.split(' ').slice(1).join(' '))).toEqual([
      'compact 2 1 1',
      'extended 2 1 1',
      'dimer 1 1 1',
    ])
    expect(new Set(cif.match(/'complex formation'/g)).size).toBe(1)
  })
})

const noCase = unlessShared('cases')
test.skipIf(noCase !== '')(
  `a dimer of two chains beside its monomer is a mixture of particles${noCase}`,
  async () => {
    const [one, two] = await Promise.all(
      ['monomer.pdb', 'dimer.pdb'].map(async name =>
        read(await Bun.file(sharedFolder('cases/monomer-dimer', name)).text(), name),
      ),
    )
    expect([one!, two!].map(numberSpecies())).toEqual([0, 1])
    const [monomer, dimer] = [one!, two!].map(each => partialsOf(each, { shell: false }))
    expect(dimer!.mass / monomer!.mass).toBeCloseTo(2, 2)
    const intensity = ({ values }: typeof monomer & object) => {
      const grid = values.length / 6
      return values[0]! + values[grid]! - 2 * values[2 * grid]! // vv + xx - 2 vx at q = 0
    }
    // A share of 0.2 of such dimers is half of the scattering at q = 0: each weighs with the square of its mass.
    const [i1, i2] = [intensity(monomer!), intensity(dimer!)]
    expect((0.2 * i2) / (0.2 * i2 + 0.8 * i1)).toBeCloseTo(0.5, 2)
  },
)
