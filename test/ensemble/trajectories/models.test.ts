import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { allFrames, chosenOf } from '#src/ensemble/trajectories/frameChoice.ts'
import { countFrames } from '#src/ensemble/trajectories/models.ts'
import { long } from '../../support/skips.ts'
import { inChunks, modelsOf } from './shared.ts'
import { dcdOf, trrOf, xtcOf } from './writers.ts'

/** Topologies with trajectories: which atoms are kept, how frames are named, and molecules that a box cut. */

type Place = [number, number, number]
interface Atom {
  name: string
  residue: string
  chain: string
  number: number
  at: Place
}

const backbone = ['N', 'CA', 'C', 'O']

/** A chain of glycines along x with hydrogens on N, from `x` on. */
function peptide(residues: number, chain: string, from: Place): Atom[] {
  return Array.from({ length: residues }, (_, r) =>
    backbone.flatMap((name, i) => {
      const at: Place = [from[0] + 3.6 * r + 1.2 * i, from[1] + (i === 3 ? 1.2 : 0), from[2]]
      if (i === 3) at[0] -= 1.2
      const atom = { name, residue: 'GLY', chain, number: r + 1, at }
      const hydrogen = { ...atom, name: 'H', at: [at[0], at[1] - 1, at[2]] as Place }
      return name === 'N' ? [atom, hydrogen] : [atom]
    }),
  ).flat()
}

const water = (number: number, at: Place): Atom[] =>
  ['OW', 'HW1', 'HW2'].map((name, i) => ({
    name,
    residue: 'SOL',
    chain: 'W',
    number,
    at: [at[0] + 0.9 * i, at[1], at[2]],
  }))

const pdbOf = (atoms: Atom[]) =>
  atoms
    .map(({ name, residue, chain, number, at }, i) => {
      const xyz = at.map(value => value.toFixed(3).padStart(8)).join('')
      return `ATOM  ${String(i + 1).padStart(5)}  ${name.padEnd(3)} ${residue} ${chain}${String(number).padStart(4)}    ${xyz}  1.00  0.00           ${name[0]}`
    })
    .join('\n')

const groOf = (atoms: Atom[]) => {
  const lines = atoms.map(({ name, residue, number, at }, i) => {
    const xyz = at.map(value => (value / 10).toFixed(3).padStart(8)).join('')
    return `${String(number).padStart(5)}${residue.padEnd(5)}${name.padStart(5)}${String(i + 1).padStart(5)}${xyz}`
  })
  return `made up, t= 0.0\n${String(atoms.length).padStart(5)}\n${lines.join('\n')}\n   5.0 5.0 5.0\n`
}

const psfOf = (atoms: Atom[]) => {
  const lines = atoms.map(
    ({ name, residue, chain, number }, i) =>
      `${String(i + 1).padStart(8)} ${chain.padEnd(4)} ${String(number).padEnd(4)} ${residue.padEnd(4)} ${name.padEnd(4)} CT1   0.000000       12.0110           0`,
  )
  return `PSF CMAP\n\n       1 !NTITLE\n REMARKS made up\n\n${String(atoms.length).padStart(8)} !NATOM\n${lines.join('\n')}\n\n       0 !NBOND: bonds\n`
}

const cifOf = (atoms: Atom[]) => {
  const columns = ['group_PDB', 'type_symbol', 'auth_atom_id', 'auth_comp_id', 'auth_asym_id', 'auth_seq_id']
  const names = [...columns, 'Cartn_x', 'Cartn_y', 'Cartn_z'].map(name => `_atom_site.${name}`)
  const rows = atoms.map(({ name, residue, chain, number, at }) =>
    ['ATOM', name[0], name, residue, chain, number, ...at].join(' '),
  )
  return `data_x\nloop_\n${names.join('\n')}\n${rows.join('\n')}\n`
}

const flat = (atoms: Atom[]) => Float64Array.from(atoms.flatMap(atom => atom.at))
const box = [50, 0, 0, 0, 50, 0, 0, 0, 50]
const wrapped = (xyz: Float64Array, size = 50) => xyz.map(value => value - size * Math.floor(value / size))
const moved = (atoms: Atom[], by: Place) =>
  atoms.map(atom => ({ ...atom, at: atom.at.map((value, k) => value + by[k]!) as Place }))
const heavy = (atoms: Atom[]) => atoms.filter(({ name, residue }) => name[0] !== 'H' && residue !== 'SOL')

/** The coordinates of the first model with its first atom where `expected` has it. */
function expectShape(found: Float64Array, expected: Float64Array, tolerance = 0.011) {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < found.length; i++) {
    const k = i % 3
    const off = found[i]! - found[k]! - (expected[i]! - expected[k]!)
    expect(Math.abs(off)).toBeLessThan(tolerance)
  }
}

describe('a topology tells which atoms of a frame are kept', () => {
  const atoms = [...water(1, [1, 2, 3]), ...peptide(4, 'A', [10, 20, 30]), ...water(2, [5, 5, 5])]
  const frames = [0, 1, 2].map(i => ({ xyz: flat(moved(atoms, [i, 0, 0])), time: 500 * i }))
  const files = { PDB: pdbOf(atoms), GRO: groOf(atoms), PSF: psfOf(atoms), mmCIF: cifOf(atoms) }
  for (const [format, topology] of Object.entries(files))
    test(`${format}: waters and hydrogens are left out, wherever they stand`, async () => {
      const { models, warnings } = await modelsOf(topology, xtcOf(frames), allFrames)
      expect(models.map(({ name }) => name)).toEqual([
        'run.xtc#0 (0 ns)',
        'run.xtc#1 (0.5 ns)',
        'run.xtc#2 (1 ns)',
      ])
      for (const [i, model] of models.entries()) {
        expect(model.atomNames.join(' ')).toBe(Array(4).fill('N CA C O').join(' '))
        expect(model.elements.join('')).toBe('NCCO'.repeat(4))
        expect(model.hydrogens.reduce((sum, count) => sum + count, 0)).toBe(4 * 3)
        const expected = flat(moved(heavy(atoms), [i, 0, 0]))
        for (let k = 0; k < expected.length; k++) expect(model.xyz[k]!).toBeCloseTo(expected[k]!, 2)
      }
      expect(warnings.map(({ code }) => code).sort()).toEqual(['structure.hydrogens', 'structure.waters'])
    })

  test('a DCD whose writer knows no time, as that of MDTraj, names frames by number alone', async () => {
    const untimed = dcdOf(frames, { every: 1, step: 4.888821e-5 })
    const { models } = await modelsOf(pdbOf(atoms), untimed, allFrames, 'run.dcd')
    expect(models.map(({ name }) => name)).toEqual(['run.dcd#0', 'run.dcd#1', 'run.dcd#2'])
  })

  test('every n-th frame of a range', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ xyz: flat(moved(atoms, [i, 0, 0])), time: i }))
    const choice = { first: 3, last: 15, every: 5 }
    const { models, topology } = await modelsOf(pdbOf(atoms), xtcOf(many), choice)
    expect(models.map(({ model }) => model)).toEqual([3, 8, 13])
    expect(chosenOf(20, choice)).toBe(3)
    expect(chosenOf(20, allFrames)).toBe(20)
    expect(chosenOf(20, { first: 30, last: null, every: 1 })).toBe(0)
    const tally = await countFrames(inChunks(xtcOf(many)), 'run.xtc', topology)
    expect([tally.frames, tally.from, tally.to]).toEqual([20, 0, 0.019])
  })
})

describe('molecules that the periodic box cut', () => {
  const chain = peptide(8, 'A', [30, 25, 25])
  const codesOf = (warnings: { code: string }[]) =>
    warnings.map(({ code }) => code).filter(code => code.startsWith('trajectory'))

  for (const topology of ['PDB', 'PSF'] as const)
    test(`are whole again, and the remark says in how many frames (${topology})`, async () => {
      const frames = [0, 10, 24].map(x => ({ xyz: wrapped(flat(moved(chain, [x, 20, 0]))), box, time: 0 }))
      const text = topology === 'PDB' ? pdbOf(chain) : psfOf(chain)
      const { models, warnings } = await modelsOf(text, xtcOf(frames), allFrames)
      for (const model of models) expectShape(model.xyz, flat(heavy(chain)))
      expect(warnings).toContainEqual({
        code: 'trajectory.made_whole',
        values: { frames: 2 },
        file: 'run.xtc',
      })
    })

  test('in a slanted box too', async () => {
    const slanted = [50, 0, 0, 25, 43, 0, 25, 14, 41]
    const xyz = flat(chain).map(value => value)
    for (let atom = 12; atom < xyz.length / 3; atom++)
      for (let k = 0; k < 3; k++) xyz[3 * atom + k]! -= slanted[3 + k]! - slanted[6 + k]!
    const { models } = await modelsOf(pdbOf(chain), xtcOf([{ xyz, box: slanted }]), allFrames)
    expectShape(models[0]!.xyz, flat(heavy(chain)))
  })

  test('two chains that touch stay together, and those that do not are remarked', async () => {
    const partner = peptide(8, 'B', [30, 30, 25])
    const both = [...chain, ...partner]
    const across = wrapped(flat(moved(both, [0, 22.5, 0])))
    const { models, warnings } = await modelsOf(pdbOf(both), xtcOf([{ xyz: across, box }]), allFrames)
    expectShape(models[0]!.xyz, flat(heavy(both)))
    expect(codesOf(warnings)).toEqual(['trajectory.made_whole'])
    const away = [...chain, ...moved(partner, [0, 17, 0])]
    const far = await modelsOf(pdbOf(away), xtcOf([{ xyz: flat(away), box }]), allFrames)
    expect(codesOf(far.warnings)).toEqual(['trajectory.apart'])
  })

  test('without a box they are refused in a sentence', async () => {
    const cut = wrapped(flat(moved(chain, [10, 0, 0])))
    expect(modelsOf(pdbOf(chain), xtcOf([{ xyz: flat(chain) }, { xyz: cut }]), allFrames)).rejects.toThrow(
      /^run.xtc: in frame 1 GLY A\d is torn apart by \d\d Å, and the file has no periodic box/,
    )
  })

  test('atoms in another order than the topology says are refused', async () => {
    const swapped = flat([...chain.slice(20), ...chain.slice(0, 20)])
    expect(
      modelsOf(
        pdbOf(chain),
        xtcOf([
          { xyz: flat(chain), box },
          { xyz: swapped, box },
        ]),
        allFrames,
      ),
    ).rejects.toThrow('is torn apart')
  })
})

test('spoilt topologies and trajectories are refused in a sentence, or give numbers', async () => {
  const chain = peptide(6, 'A', [10, 20, 20])
  const topologies = [pdbOf, groOf, psfOf, cifOf].map(write => write(chain))
  const frame = { xyz: flat(chain), box }
  const trajectories = [
    xtcOf([frame, frame]),
    trrOf([frame, frame]),
    dcdOf([frame, frame], { cell: 'angles' }),
  ]
  const spoils = fc.record({
    topology: fc.constantFrom(...topologies),
    trajectory: fc.constantFrom(...trajectories),
    letters: fc.array(fc.tuple(fc.nat(3000), fc.string({ maxLength: 6 })), { maxLength: 3 }),
    bytes: fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(spoils, async ({ topology, trajectory, letters, bytes }) => {
      let text = topology
      for (const [at, put] of letters) text = text.slice(0, at) + put + text.slice(at + put.length)
      const spoilt = trajectory.slice()
      for (const [at, value] of bytes) spoilt[at % spoilt.length] = value
      const before = process.cpuUsage()
      try {
        const { models } = await modelsOf(text, spoilt, allFrames)
        for (const { xyz } of models) expect(xyz.every(Number.isFinite)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(FaultError)
      }
      const { user, system } = process.cpuUsage(before)
      expect(user + system).toBeLessThan(2e6)
    }),
    long ? { numRuns: 40_000 } : { numRuns: 400, seed: 1 },
  )
}, 300_000)

describe('GRO as a file of models', () => {
  const atoms = peptide(3, 'A', [1, 2, 3])

  test('one frame is one model under the name of the file', () => {
    const { models } = readStructures(groOf(atoms), 'a.gro')
    expect(models.map(({ name }) => name)).toEqual(['a.gro'])
    expect(models[0]!.xyz[0]).toBeCloseTo(1, 6)
  })

  test('several frames are several models', () => {
    const { models } = readStructures(groOf(atoms) + groOf(moved(atoms, [1, 0, 0])), 'a.gro')
    expect(models.map(({ name }) => name)).toEqual(['a.gro#1', 'a.gro#2'])
    expect(models[1]!.xyz[0]).toBeCloseTo(2, 6)
  })

  test('ions keep their element', () => {
    const ions = ['MG', 'CA', 'ZN'].map((name, i) => ({
      name,
      residue: name,
      chain: '',
      number: i + 9,
      at: [i, 0, 0] as Place,
    }))
    const { models } = readStructures(groOf([...atoms, ...ions]), 'a.gro', { solvent: 'keep' })
    expect(models[0]!.elements.slice(-3)).toEqual(['MG', 'CA', 'ZN'])
  })

  test('a file that is cut off is refused with its line', () => {
    const lines = groOf(atoms).split('\n')
    expect(() => readStructures(lines.slice(0, 6).join('\n'), 'a.gro')).toThrow(
      'a.gro: this is not an atom line',
    )
    expect(() => readStructures([...lines.slice(0, 6), '  1 1 1'].join('\n'), 'a.gro')).toThrow(
      'a.gro, line 7',
    )
  })
})
