import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { implausible } from '#src/ensemble/structures/plausible.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { because } from '../../support/skips.ts'
import { noReference, textOf, whySkipped } from '../saxs/shared.ts'

/** Our readers against gemmi (MPL-2.0, Debian's python3-gemmi), which shares no code with us, and against chance. */

const files = [
  ...['2epe', '3KFO', '3KFO-fill.B99990005', '6lyz', 'single_dna'].map(name => `inputs/${name}.pdb`),
  ...[1, 2, 3, 4, 5].map(i => `inputs/bioce${i}.pdb`),
  'inputs/6lyz.cif',
  ...['1fguA', '2bbm', '3KFOfill.B99990003', '3sba', '4cln', 'LAR1-2', 'LAR1-4', 'SASDJG5', 'SASDJQ4'].map(
    name => `more/${name}.pdb`,
  ),
  ...['ligase.pdb', 'prion.pdb', '3sba.cif', 'A2M_native.pdb.gz'].map(name => `more/${name}`),
]

const script = `
import collections, gemmi, json, sys
found = {}
for path in sys.argv[1:]:
    read = gemmi.read_structure(path)
    read.remove_alternative_conformations()
    read.remove_hydrogens()
    read.remove_waters()
    seen = {(chain.name, str(residue.seqid), residue.name, atom.name): atom.element.name.upper() for chain in read[0] for residue in chain for atom in residue}
    found[path] = collections.Counter(seen.values())
print(json.dumps(found))
`
const python = '/usr/bin/python3'
const absent = Bun.spawnSync([python, '-c', 'import gemmi'], { stderr: 'ignore' }).exitCode !== 0
const skipped = absent ? because('python3-gemmi is not installed') : whySkipped

test.skipIf(absent || noReference)(`gemmi finds the same atoms and elements in 24 files${skipped}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-readers-'))
  const paths = files.map((name, i) => {
    const path = join(folder, `${i}.${name.includes('.cif') ? 'cif' : 'pdb'}`)
    writeFileSync(path, textOf(name))
    return path
  })
  const { stdout, stderr } = Bun.spawnSync([python, '-c', script, ...paths])
  rmSync(folder, { recursive: true })
  if (stdout.length === 0) throw new Error(stderr.toString())
  const found = JSON.parse(stdout.toString()) as Record<string, Record<string, number>>
  for (const [i, name] of files.entries()) {
    const { elements } = readStructures(textOf(name), name, { solvent: 'keep' }).models[0]!
    const ours: Record<string, number> = {}
    for (const element of elements) ours[element] = (ours[element] ?? 0) + 1
    expect([name, ours]).toEqual([name, found[paths[i]!]!])
  }
})

/** Names of all kinds that meet in files, in the columns of a record. */
const residues =
  'ALA LYS GLY NAG SEP HEM POPCHOH TIP3SOD CLA CA  ZN  GOL SO4 QQQ  DA   G DUM MSE NALAALAANAGA'
const record = fc.record({
  residue: fc.integer({ min: 0, max: residues.length / 4 - 1 }).map(i => residues.slice(4 * i, 4 * i + 4)),
  name: fc.constantFrom(
    ' N  ',
    ' CA ',
    ' C  ',
    ' O  ',
    ' CB ',
    ' BEA',
    'FE  ',
    'CA  ',
    ' SOD',
    ' M  ',
    'EPW ',
    ' H1 ',
    ' C1 ',
    ' OXT',
    ' P  ',
    'ZN  ',
    ' CEN',
    ' SG ',
  ),
  chain: fc.constantFrom(' ', 'A', 'B'),
  number: fc.integer({ min: 1, max: 6 }),
  altloc: fc.constantFrom(' ', ' ', 'A', 'B'),
  at: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -30, max: 30, noNaN: true }))),
  element: fc.constantFrom('  ', ' C', ' N', ' O', ' H', ' X', 'EP', 'NA'),
})
const pdbOf = (atoms: (typeof record extends fc.Arbitrary<infer Atom> ? Atom : never)[]) =>
  atoms
    .map(
      ({ residue, name, chain, number, altloc, at, element }) =>
        `ATOM      1 ${name}${altloc}${residue}${chain}${String(number).padStart(4)}    ${at.map(x => x.toFixed(3).padStart(8)).join('')}  1.00  0.00          ${element}`,
    )
    .join('\n')
const cifOf = (atoms: Parameters<typeof pdbOf>[0]) =>
  [
    'data_x\nloop_',
    ...'type_symbol auth_atom_id auth_comp_id auth_asym_id auth_seq_id Cartn_x Cartn_y Cartn_z'
      .split(' ')
      .map(column => `_atom_site.${column}`),
    ...atoms.map(({ residue, name, chain, number, at, element }) =>
      [element, name, residue, chain]
        .map(word => word.trim() || '?')
        .concat([String(number), ...at.map(String)])
        .join(' '),
    ),
  ].join('\n')

test('whatever names meet in a file, it is read with numbers throughout or refused in a sentence', () => {
  let read = 0
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 60 }),
      fc.boolean(),
      fc.boolean(),
      (atoms, cif, keep) => {
        const before = process.cpuUsage().user
        try {
          const { models } = readStructures(cif ? cifOf(atoms) : pdbOf(atoms), 'a', {
            solvent: keep ? 'keep' : 'leave out',
          })
          for (const model of models) {
            implausible(model)
            const partials = partialsOf(model, { gridPoints: 5 })
            expect(partials.values.every(Number.isFinite)).toBe(true)
            expect([partials.rg, partials.dmax, partials.mass].every(Number.isFinite)).toBe(true)
            expect(model.elements.length).toBeLessThanOrEqual(atoms.length)
            read++
          }
        } catch (error) {
          if (!(error instanceof FaultError)) throw error
          expect(error.message.length).toBeGreaterThan(10)
        }
        expect(process.cpuUsage().user - before).toBeLessThan(2e6)
      },
    ),
    { numRuns: 150, seed: 1 },
  )
  expect(read).toBeGreaterThan(30)
})
