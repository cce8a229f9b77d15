import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readExtras } from '#src/analyses/extras.ts'
import { Inputs } from '#src/commands/science.ts'
import type { GuinierFit } from '#src/ensemble/curve/guinier.ts'
import type { Fault } from '#src/ensemble/faults/index.ts'
import { FaultError } from '#src/ensemble/faults/index.ts'
import {
  checkListed,
  gatherShifts,
  readCurve,
  readMatrix,
  readObservables,
  readProperties,
  readSeriesList,
  readTable,
  readVector,
  seriesOfNames,
} from '#src/ensemble/formats/index.ts'
import { analyseSeries, type SeriesOptions } from '#src/ensemble/series/analyseSeries.ts'
import { checkLibrary, type LibraryMember } from '#src/ensemble/structures/library.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import type { ReadOptions } from '#src/ensemble/structures/structure.ts'
import { allFrames } from '#src/ensemble/trajectories/frameChoice.ts'
import { AppError } from '#src/errors.ts'
import { fetchEntry } from '#src/studies/accessions.ts'
import { faultOfFile } from '#src/studies/chosenFile.ts'
import { compareFiles, qualityOf } from '#src/studies/compare.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import type { Reading } from '#src/studies/reading.ts'
import { unpackLibrary } from '#src/studies/unpack.ts'
import {
  adviceOf,
  describeFault,
  UploadError,
  type UploadFault,
  type UploadFaultCode,
  uploadFaultCodes,
  uploadRefusal,
} from '#src/studies/uploadFaults.ts'
import { madeUp } from '../ensemble/madeUp.ts'
import { modelsOf } from '../ensemble/trajectories/shared.ts'
import { dcdOf, trrOf, xtcOf } from '../ensemble/trajectories/writers.ts'
import { coreRefusals } from '../support/coreRefusals.ts'
import { zipOf } from '../support/zip.ts'

/** Every code of a fault with an input that raises it: none is only a sentence in a table. */

const folder = mkdtempSync(join(tmpdir(), 'bioce-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))

const limits = { inflatedBytesMax: 5000, entriesMax: 3, modelsMax: 2 }
let files = 0

async function fileOf(bytes: string | Uint8Array, name = 'a.dat') {
  const path = join(folder, `file${++files}`)
  await Bun.write(path, bytes)
  return { path, name }
}

async function emptyFolder() {
  const path = join(folder, `folder${++files}`)
  await mkdir(path)
  return path
}

/** The faults that were found; what else a call answers says that it found none. */
type Raised = unknown

const curve = (text: string) => readCurve(text, 'a.dat').warnings
const structure = (text: string, options: ReadOptions = {}) => readStructures(text, 'a.pdb', options).warnings
const unpacked = async (bytes: Uint8Array | string, name: string) => {
  await unpackLibrary((await fileOf(bytes)).path, name, await emptyFolder(), limits)
  return undefined
}
const inspected = async (
  upload: {
    curve?: string | Uint8Array
    more?: string[]
    library?: string | Uint8Array
    profiles?: string
    reading?: Reading
  },
  modelsMax = limits.modelsMax,
) => {
  const { curve: curveText = points(40), more = [], library = models('ALA'), profiles, reading } = upload
  const given = {
    curve: await fileOf(curveText, 'curve.dat'),
    more: await Promise.all(more.map((text, m) => fileOf(text, `curve${m + 2}.dat`))),
    library: {
      ...(await fileOf(library, typeof library === 'string' ? 'library.pdb' : 'library.xtc')),
      ...(reading && { reading }),
    },
    profiles: profiles === undefined ? null : await fileOf(profiles, 'profiles.txt'),
  }
  return (
    await inspectFiles(await emptyFolder(), given, 'guess', {
      inflatedBytesMax: 1e6,
      modelsMax,
    })
  ).findings
}
const frames = async (bytes: Uint8Array, topology = atoms()) => {
  const { warnings } = await modelsOf(topology, bytes, allFrames)
  return warnings
}
const packed = (files: Record<string, string | Uint8Array>) =>
  zipOf(Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data) })))
const fetched = async (status: number, body = '') => {
  using server = Bun.serve({ port: 0, fetch: () => new Response(body, { status }) })
  const origin = server.url.origin
  const origins = { pdb: origin, alphafold: origin, sasbdb: origin }
  const { signal } = new AbortController()
  const limits = { bytesMax: 100, msMax: 5000, signal, origins }
  return await fetchEntry({ archive: 'pdb', id: '1ABC' }, join(folder, `fetched${++files}`), limits)
}
/** Residues in a straight line, 9.9 A apart and further than any chain reaches. */
const ladder = (residues: number, residue: string, ...names: string[]) =>
  Array.from({ length: residues }, (_, i) =>
    names
      .map(name =>
        atom(
          residue,
          name,
          name === ' X1 ' ? 'U ' : ` ${name[1]}`,
          `${(9.9 * i).toFixed(3)}`.padStart(8),
          i + 1,
        ),
      )
      .join('\n'),
  ).join('\n')
const properties = (text: string) => void readProperties(text, 'p', ['a.pdb', 'b.pdb', 'c.pdb']) as undefined
const observed = 'name kind average measured error'
const observables = (text: string) => void readObservables(text, 'o', ['a.pdb', 'b.pdb']) as undefined
const shifts = async (measured: string, predicted: string[], rms?: string, modelNames = ['m']) => {
  await gatherShifts(
    {
      measured: { name: 'measured', text: measured },
      predicted: predicted.map((text, i) => ({ name: `p${i + 1}.csv`, text })),
      ...(rms !== undefined && { rms: { name: 'rms', text: rms } }),
    },
    modelNames,
  )
  return undefined
}
const comparison = (
  values: {
    from?: number
    intensity?: (q: number, i: number) => number
    error?: number
    rg?: number
    dmax?: number
    count?: number
  },
  radiation?: 'neutrons',
) => {
  const {
    from = 0.005,
    intensity = q => Math.exp(-(q * q * 400) / 3),
    error = 0.01,
    rg = 20,
    dmax = 60,
    count = 1,
  } = values
  const q = Float64Array.from({ length: 100 }, (_, i) => from + 0.002 * i)
  const noise = (i: number) => 0.01 * Math.sin(12.9898 * i * i)
  const measured = {
    q,
    intensity: q.map((each, i) => intensity(each, i) + noise(i)),
    sigma: q.map(() => error),
  }
  const guinier: GuinierFit | null = values.intensity
    ? null
    : { rg: 20, i0: 1, rgError: 0.1, i0Error: 0.01, from: 0, to: 20 }
  const library = Array.from({ length: count }, (_, i) => ({ name: `m${i}`, atoms: 1, rg, dmax }))
  const told = { guinier, ...qualityOf(measured, guinier, library), fileName: 'a.dat' }
  return compareFiles({ ...measured, ...told }, library, radiation)
}

function points(count: number): string {
  return Array.from({ length: count }, (_, i) => `${(0.01 * (i + 1)).toFixed(2)} ${100 - i} 0.5`).join('\n')
}
const atom = (residue = 'ALA', name = ' CA ', element = ' C', x = '  11.104', number = 1) =>
  `ATOM      1 ${name} ${residue} A${String(number).padStart(4)}    ${x}   6.134  -6.504  1.00  0.00          ${element}`
/** Two atoms, of one chain or of two. */
const atoms = (...chains: string[]) =>
  `${atom()}\n${atom('ALA', chains[1] ? ' CA ' : ' C  ', ' C', '  12.104', chains[1] ? 2 : 1).replace('ALA A', `ALA ${chains[1] ?? 'A'}`)}`
const still = [{ xyz: [0, 0, 0, 1, 0, 0] }]
const cube = [40, 0, 0, 0, 40, 0, 0, 0, 40]
const groAtom = '    1ALA     CA    1   1.100   0.600   0.500'
const models = (...residues: string[]) =>
  residues.map((residue, i) => `MODEL ${i + 1}\n${atom(residue)}\nENDMDL`).join('\n')
const cifHead = `data_x\nloop_\n${['type_symbol', 'auth_atom_id', 'Cartn_x', 'Cartn_y', 'Cartn_z', 'pdbx_PDB_model_num'].map(name => `_atom_site.${name}`).join('\n')}\n`
const member = (name: string, kind: 'atoms' | 'beads', residue = 'ALA'): LibraryMember => ({
  name,
  kind,
  composition: { atoms: 1, types: {}, residues: [residue], labels: ['A 1'], contents: ['CA:C'] },
})
const shiftx2 = 'NUM,RES,ATOMNAME,SHIFT\n1,A,CA,52.1\n'

const seriesList = (text: string) => readSeriesList(text, 'series.csv')
const seriesAt = (values: number[], options: SeriesOptions = {}, models = 2) => {
  const { curve, profiles } = madeUp(Array.from({ length: models }, () => 1 / models))
  const curves = values.map((value, t) => ({ name: `t${t}.dat`, value, curve, profiles: profiles! }))
  return analyseSeries(
    { variable: { name: 'time', unit: 's' }, curves, library: null },
    { select: false, ...options },
    { report: () => {} },
  ).then(() => undefined)
}

const pdh = 'title\nSAXS\n 3 0 0 0 0 0 0 0\n 0 0 0 1 0.154\n 0 0 0 0 0\n 0.1 3 1\n 0.2 2 1\n 0.3 1 1\n'
const canSas = (entries: number) =>
  `<SASroot>${`<SASentry><SASdata>${[1, 2, 3]
    .map(i => `<Idata><Q unit="1/A">0.0${i}</Q><I>1</I><Idev>1</Idev></Idata>`)
    .join('')}</SASdata></SASentry>`.repeat(entries)}</SASroot>`
/** A curve of 120 points that scatters by 1 % of itself. */
const noisy = Array.from({ length: 120 }, (_, i) => {
  const q = 0.01 + 0.002 * i
  return [q, 1e4 * Math.exp(-((q * 30) ** 2) / 3) * (1 + 0.014 * Math.sin(12.9898 * i * i))] as const
})

const raises: Record<UploadFaultCode, () => Raised> = {
  ...coreRefusals,
  'curve.no_data': () => curve('hello\nworld'),
  'curve.too_few_points': () => curve('0.01 1 1\n0.02 1 1'),
  'curve.not_numbers': () => curve('0.01 1 1\n0.02 x 1\n0.03 1 1'),
  'curve.short_row': () => curve(`${points(9)}\n0.2 1`),
  'curve.q_all_negative': () => curve('-0.01 1 1\n-0.02 1 1\n0.03 1 1'),
  'curve.ambiguous_commas': () => curve('0.01;549,375.9;5,762.7\n'.repeat(3)),
  'curve.several_tables': () => curve(`${points(9)}\nP(r)\n1 2\n2 3\n3 4`),
  'curve.several_curves': () => curve(`${points(20)}\n${points(20)}`),
  'curve.angle': () => curve(`# 2th_deg I sigma\n${points(9)}`),
  'curve.calculated': () => curve(`# SAXS profile: number of points = 9\n${points(9)}`),
  'curve.fit_without_errors': () => curve(points(9).replaceAll(/ (\d+) 0.5/g, ' $1 $1')),
  'curve.not_a_curve': () => curve('<!DOCTYPE html><html>'),
  'curve.words_between': () => curve(`${points(9)}\nsecond detector\n0.1 90 1\n0.11 89 1\n0.12 88 1`),
  'curve.rows_of_header': () => curve(`1 2 3 4 5\nq I error\n${points(9)}`),
  'curve.other_count': () => curve(pdh.replace(' 3 0', ' 4 0')),
  'curve.several_entries': () => curve(canSas(2)),
  'curve.s_axis': () => curve(`# s = 2 sin(theta)/lambda\n${points(9)}`),
  'curve.s_as_q': () => curve(`# s I err\n${points(9)}`),
  'curve.other_unit': () => curve(`# q (1/m) I sigma\n${points(9)}`),
  'curve.q_too_large': () => curve('1 3 1\n50 2 1\n150 1 1'),
  'curve.transformed': () => curve(`# q^2 ln(I) sigma\n${points(9)}`),
  'curve.side_by_side': () => curve('0.01 3 1 0.01 2 1\n0.02 2 1 0.02 2 1\n0.03 1 1 0.03 1 1'),
  'curve.not_errors': () =>
    curve(
      Array.from(
        { length: 60 },
        (_, i) => `${0.01 + i / 200} ${Math.exp(-i / 30)} ${2 * Math.exp(-i / 30)}`,
      ).join('\n'),
    ),
  'curve.slit_smeared': () => curve(canSas(1).replaceAll('</I>', '</I><dQl unit="1/A">0.1</dQl>')),
  'curve.gnom': () => curve(`S  J EXP  ERROR  J REG  I REG\n${points(4).replaceAll(' 0.5', ' 0.5 9 9')}`),
  'curve.fit_file': () => curve(points(9).replaceAll(/ (\d+) 0.5/g, ' $1 0.5 $1')),
  'curve.from_zero': () => curve('0 10\n0.01 9\n0.02 8'),
  'curve.columns_swapped': () => curve('9 0.01 1\n10 0.02 1\n8 0.03 1\n7 0.04 1\n6 0.05 1'),
  'curve.no_value': () => curve('0.01 1 1\n0.02 nan 1\n0.03 1 1\n0.04 1 1'),
  'curve.q_negative': () => curve('-0.01 1 1\n0.02 1 1\n0.03 1 1\n0.04 1 1'),
  'curve.masked': () => curve(`0 0 0\n${points(9)}`),
  'curve.reversed': () => curve('0.03 1 1\n0.02 1 1\n0.01 1 1'),
  'curve.sorted': () => curve('0.01 1 1\n0.03 1 1\n0.02 1 1'),
  'curve.repeated_rows': () => curve('0.01 1 1\n0.02 1 1\n0.03 1 1\n0.03 1 1'),
  'curve.repeated_q': () => curve('0.01 1 1\n0.02 1 1\n0.03 1 1\n0.03 2 1'),
  'curve.relative_errors': () => curve(noisy.map(([q, i]) => `${q} ${i} 0.01`).join('\n')),
  'curve.errors_estimated': () => curve(noisy.map(([q, i]) => `${q} ${i}`).join('\n')),
  'curve.all_zero': () => curve('0.01 0 1\n0.02 0 1\n0.03 0 1'),
  'curve.no_errors': () => curve('0.01 1\n0.02 1\n0.03 1'),
  'curve.bad_errors': () => curve('0.01 1 1\n0.02 1 0\n0.03 1 1'),
  'curve.too_large': () => inspected({ curve: '#'.repeat(10_000_001) }),
  'curve.twice': () => inspected({ more: [points(40)] }),
  'profiles.several_curves': () => inspected({ more: [points(12)], profiles: '1 2\n' }),
  'curve.points_beyond': () => comparison({ from: 0.4 }),
  'curve.few_points': () => comparison({ from: 0.47 }),
  'archive.ignored': async () => inspected({ library: packed({ 'a.pdb': atoms('A'), 'readme.txt': 'x' }) }),
  'library.unread_format': () => unpacked('CDF', 'run.nc'),
  'archive.unread': () => inspected({ library: packed({ 'a.pdb': atoms('A'), 'run.nc': 'CDF' }) }),
  'library.one_model': () => inspected({}),
  'curve.no_guinier': () => comparison({ intensity: () => 1 }),
  'curve.errors_small': () => comparison({ error: 0.001 }),
  'curve.errors_large': () => comparison({ error: 1 }),
  'curve.noiseless': () => comparison({ intensity: q => 100 + Math.exp(-q * q), error: 1 }),
  'curve.many_negative': () => comparison({ intensity: (_, i) => (i % 2 ? 1 : -1) }),
  'curve.starts_late': () => comparison({ from: 0.2 }),
  'curve.rg_outside': () => comparison({ rg: 80 }),
  'curve.rg_above': () => comparison({ rg: 15 }, 'neutrons'),
  'curve.few_channels': () => comparison({ count: 500 }),

  'structure.empty': () => structure(''),
  'structure.binary': () => structure('\0\0\0'),
  'structure.long_line': () => structure('ATOM  '.repeat(50_000)),
  'structure.unknown_format': () => structure('hello'),
  'structure.no_atoms': () => structure('HEADER x\nEND'),
  'structure.only_solvent': () => structure(atom('HOH')),
  'structure.too_many_models': () => structure(models('ALA', 'ALA'), { modelsMax: 1 }),
  'structure.compressed_data_damaged': async () => {
    const { path } = await fileOf(gzipSync(atom().repeat(100)).subarray(0, 40))
    await Array.fromAsync(new Inputs().pieces(path))
    return undefined
  },
  'structure.waters': () => structure(`${atom()}\n${atom('HOH')}`),
  'structure.hydrogens': () => structure(`${atom()}\n${atom('ALA', ' HA ', ' H')}`),
  'structure.virtual_sites': () => structure(`${atom()}\n${atom('ALA', ' CEN', ' X')}`),
  'structure.bulk_ions': () => structure(`${atom()}\n${atom('SOD', ' SOD', '  ', '  99.104', 2)}`),
  'structure.crystallisation_agents': () =>
    structure(`${atom()}\n${atom('GOL', ' C1 ', ' C', '  14.104', 2)}`),
  'structure.repeated_atoms': () => structure(`${atom()}\n${atom()}`),
  'structure.hydrogens_of_file': () => structure(`${atom('XYZ')}\n${atom('XYZ', ' HA ', ' H')}`),
  'structure.no_hydrogens': () => structure(atom(), { hydrogens: 'explicit' }),
  'structure.alternate_locations': () =>
    structure(`${atom().replace('CA  ALA', 'CA AALA')}\n${atom().replace('CA  ALA', 'CA BALA')}`),
  'structure.alpha_only': () => structure(`${atom()}\n${atom('GLY', ' CA ', ' C', '  14.104', 2)}`),
  'structure.backbone_only': () =>
    structure(
      [1, 2]
        .flatMap(number =>
          [' N  ', ' CA ', ' C  '].map((name, k) =>
            atom('LYS', name, ` ${name[1]}`, `  1${number}.1${k}4`, number),
          ),
        )
        .join('\n'),
    ),
  'structure.unknown_hydrogens': () => inspected({ library: ladder(60, 'QQQ', ' C1 ') }),
  'structure.mostly_missing': () => inspected({ library: ladder(60, 'TRP', ' CA ', ' CB ', ' CG ') }),
  'structure.unlikely_hydrogens': () => inspected({ library: ladder(60, 'POP', ' P1 ', ' O1 ', ' O2 ') }),
  'structure.unlikely_density': () => inspected({ library: ladder(60, 'GLY', ' CA ', ' N  ', ' X1 ') }),
  'structure.unlikely_size': () =>
    inspected({ library: ladder(60, 'ALA', ' N  ', ' CA ', ' C  ', ' O  ', ' CB ') }),
  'structure.martini': () => structure(atom('LYS', ' BB ', '  ')),
  'structure.coarse_nucleotides': () =>
    structure([1, 2].map(number => atom('GUA', ' P  ', ' P', `  1${number}.104`, number)).join('\n')),
  'structure.other_file': () => structure('@<TRIPOS>MOLECULE\n'),
  'structure.spheres_left_out': () => structure(`${cifHead}C CA 1 2 3 1\nloop_\n_ihm_sphere_obj_site.id\n1`),
  'structure.bead_radius': () => structure(`${atom('DUM')}\n${atom('DUM', ' CA ', ' C', '  14.104', 2)}`),
  'structure.unknown_residue': () => structure(atom('XYZ')),
  'structure.missing_atoms': () => inspected({ library: `${atom()}\n${atom('ALA', ' C  ')}` }),
  'structure.broken_chain': () =>
    inspected({
      library: [1, 9]
        .flatMap(number =>
          [' N  ', ' CA ', ' C  ', ' O  ', ' CB '].map(name =>
            atom('ALA', name, ` ${name[1]}`, number === 1 ? '  11.104' : '  91.104', number),
          ),
        )
        .join('\n'),
    }),
  'pdb.cut_off': () => structure(atom().slice(0, 40)),
  'pdb.bad_coordinate': () => structure(atom('ALA', ' CA ', ' C', '     NaN')),
  'pdb.unknown_element': () => structure(atom('ALA', ' QQ ', 'Xx')),
  'pdb.no_element': () => structure(atom('ALA', ' CA ', '  ')),
  'pdb.odd_element': () => structure(atom('ALA', ' CA ', 'Xx')),
  'pdb.open_model': () => structure(`MODEL 1\n${atom()}`),
  'pdb.nested_model': () => structure(`MODEL 1\n${atom()}\nMODEL 2\n${atom()}\nENDMDL`),
  'pdb.empty_model': () => structure(`${models('ALA')}\nMODEL 2\nENDMDL`),
  'mmcif.open_quote': () => structure(`${cifHead}C 'CA 1 2 3 1`),
  'mmcif.extra_values': () => structure(`${cifHead}C CA 1 2 3 1 7`),
  'mmcif.incomplete': () => structure(`${cifHead}C CA 1 2`),
  'mmcif.no_column': () => structure('data_x\nloop_\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n1 2'),
  'mmcif.bad_model_number': () => structure(`${cifHead}C CA 1 2 3 one`),
  'mmcif.models_mixed': () =>
    structure(
      cifHead + [...Array.from({ length: 40 }, (_, i) => i + 1), 1].map(i => `C CA 1 2 3 ${i}`).join('\n'),
    ),
  'mmcif.bad_coordinate': () => structure(`${cifHead}C CA abc 2 3 1`),
  'mmcif.unknown_element': () => structure(`${cifHead}Xx QQ 1 2 3 1`),
  'mmcif.no_element': () => structure(`${cifHead}? CA 1 2 3 1`),
  'library.mixed_kinds': () => checkLibrary([member('a', 'atoms'), member('b', 'beads')]) as undefined,
  'library.models_differ': () =>
    checkLibrary([member('a', 'atoms'), member('b', 'atoms', 'GLY')]) as undefined,
  'library.mixture': () => inspected({ library: `${models('ALA', 'GLY')}`, reading: { mixture: true } }),
  'library.too_many_models': () => inspected({ library: models('ALA', 'ALA', 'ALA') }),

  'trajectory.unknown_format': () => frames(new Uint8Array(200)),
  'trajectory.not_positions': () => frames(dcdOf(still, { kind: 'VELD' })),
  'trajectory.no_topology': () => inspected({ library: xtcOf(still) }),
  'trajectory.several_topologies': () =>
    inspected({ library: packed({ 'a.pdb': atoms(), 'b.pdb': atoms(), 'run.xtc': xtcOf(still) }) }),
  'trajectory.atoms_differ': () => frames(xtcOf([{ xyz: new Float64Array(30) }])),
  'trajectory.no_frames': () => frames(new Uint8Array(0)),
  'trajectory.damaged': () => frames(Uint8Array.of(...trrOf(still), ...new Uint8Array(100))),
  'trajectory.bad_coordinate': () => frames(trrOf([{ xyz: [0, 0, 0, 1, 0, Number.NaN] }])),
  'trajectory.broken': () => frames(trrOf([...still, { xyz: [0, 0, 0, 90, 0, 0] }])),
  'trajectory.cut_off': () => frames(trrOf([...still, ...still]).subarray(0, -3)),
  'trajectory.made_whole': () => frames(trrOf([{ xyz: [0.2, 0, 0, 38.8, 0, 0], box: cube }])),
  'trajectory.apart': () => frames(trrOf([{ xyz: [1, 1, 1, 21, 21, 21], box: cube }]), atoms('A', 'B')),
  'trajectory.thinned': () =>
    inspected({ library: packed({ 'a.pdb': atoms(), 'run.xtc': xtcOf(Array(1001).fill(still[0])) }) }, 5000),
  'psf.no_positions': () => structure('PSF\n'),
  'psf.bad_atom': () => frames(trrOf(still), 'PSF\n\n 2 !NATOM\n 1 A 1'),
  'gro.cut_off': () => structure(`t\n2\n${groAtom}`),
  'gro.bad_coordinate': () => structure(`t\n2\n${groAtom}\n${groAtom.replace('1.100', '1.1x0')}`),
  'topology.unknown_element': () => structure(`t\n1\n${groAtom.replace('CA', 'Q1')}`),

  'profiles.no_numbers': () => void readMatrix('a b', 'p') as undefined,
  'profiles.ragged_row': () => void readMatrix('1 2\n3', 'p') as undefined,
  'profiles.not_finite': () => void readMatrix('1 2\n3 x', 'p') as undefined,
  'profiles.not_text': () => void readMatrix('PK\u0003\u0004', 'p') as undefined,
  'profiles.measured_column': () => void readMatrix('q Iexp a\n1 2 3', 'p') as undefined,
  'profiles.other_q': () =>
    inspected({ profiles: Array.from({ length: 40 }, (_, i) => `${0.02 * i + 0.5} 1`).join('\n') }),
  'profiles.wrong_rows': () => inspected({ profiles: '1\n2\n3' }),
  'profiles.wrong_columns': () => inspected({ profiles: '1 2\n'.repeat(40) }),
  'energies.no_numbers': () => void readVector('# none', 'e', 'energies') as undefined,
  'energies.not_finite': () => void readVector('1 x', 'e', 'energies') as undefined,
  'energies.ragged_row': () => void readTable('1 2\n3', 'e', 'energies') as undefined,
  'energies.wrong_count': async () => {
    await readExtras({ energies: [{ name: 'e', text: '1 2' }] }, ['a', 'b', 'c'])
    return undefined
  },
  'properties.no_numbers': () => properties('# none'),
  'properties.no_names': () => properties('1 2\n3 4\n5 6'),
  'properties.ragged_row': () => properties('x y\n1 2\n3\n4 5'),
  'properties.not_finite': () => properties('x y\n1 2\n3 4\n5 nan'),
  'properties.wrong_count': () => properties('x\n1\n2'),
  'properties.too_many': () => properties(`${'x '.repeat(11)}\n${`${'1 '.repeat(11)}\n`.repeat(3)}`),
  'properties.too_many_groups': () => {
    const names = Array.from({ length: 51 }, (_, k) => `m${k}`)
    readProperties(['model cluster', ...names.map(name => `${name} ${name}`)].join('\n'), 'p', names)
  },
  'properties.repeated_name': () => properties('x x\n1 2\n3 4\n5 6'),
  'properties.unknown_model': () => properties('model x\na 1\nb 2\nd 3'),
  'properties.repeated_model': () => properties('model x\na 1\nb 2\nb 3'),
  'properties.missing_model': () => properties('model x\na 1\nb 2'),
  'series.no_rows': () => seriesList('# none'),
  'series.columns': () => seriesList('a.dat,1,2\nb.dat,2'),
  'series.not_a_number': () => seriesList('a.dat,1\nb.dat,early'),
  'series.repeated': () => seriesList('a.dat,1\na.dat,2'),
  'series.no_file': () => checkListed([{ file: 'a.dat', value: 1, line: 1 }], new Set(), 'series.csv'),
  'series.no_value': () => seriesOfNames(['first.dat']),
  'series.too_few': () => seriesAt([1, 1]),
  'series.too_many': () => seriesAt(Array.from({ length: 201 }, (_, t) => t)),
  'series.too_many_models': () => seriesAt([1, 2], {}, 201),
  'series.not_positive': () => seriesAt([0, 1], { scale: 'log' }),
  'observables.no_numbers': () => observables('# none'),
  'observables.no_column': () => observables('name kind measured error a b\nd mean 1 1 2 3'),
  'observables.missing_model': () => observables(`${observed} a\nd mean linear 1 1 2`),
  'observables.unknown_model': () => observables(`${observed} a b c\nd mean linear 1 1 2 3 4`),
  'observables.ragged_row': () => observables(`${observed} a b\nd mean linear 1 1 2`),
  'observables.not_finite': () => observables(`${observed} a b\nd mean linear 1 1 2 x`),
  'observables.unknown_word': () => observables(`${observed} a b\nd mean cubic 1 1 2 3`),
  'observables.error_not_positive': () => observables(`${observed} a b\nd mean linear 1 0 2 3`),
  'observables.not_positive': () => observables(`${observed} a b\nd upper r^-6 1 0 2 -3`),
  'shifts.no_numbers': () => shifts('# none', ['1'], '1'),
  'shifts.ragged_row': () => shifts('1 1', ['1 2\n3'], '1'),
  'shifts.not_finite': () => shifts('1 1', ['1 2\n3 x'], '1'),
  'shifts.errors_not_needed': () => shifts('1 CA 52', [shiftx2], '1'),
  'shifts.several_tables': () => shifts('1 1', ['1', '2'], '1'),
  'shifts.errors_missing': () => shifts('1 1', ['1']),
  'shifts.wrong_columns': () => shifts('1 1', ['1 2'], '1'),
  'shifts.no_file_of_model': () => shifts('1 CA 52', [shiftx2], undefined, ['m', 'n']),
  'shifts.no_error_column': () => shifts('1', ['1'], '1'),
  'shifts.unequal_lengths': () => shifts('1 1\n2 1', ['1'], '1'),
  'shifts.none_predicted': () => shifts('99 CA 52', [shiftx2]),
  'shifts.no_header': () => shifts('1 CA 52', [shiftx2, '1,A,CA,52'], undefined, ['p1', 'p2']),
  'shifts.repeated': () => shifts('1 CA 52\n1 CA 53', [shiftx2]),
  'shifts.short_row': () =>
    shifts('loop_\n_Atom_chem_shift.Seq_ID\n_Atom_chem_shift.Atom_ID\n_Atom_chem_shift.Val\n1 CA\nstop_', [
      shiftx2,
    ]),
  'shifts.bad_residue': () => shifts('1x CA 52', [shiftx2]),
  'shifts.bad_atom': () => shifts('1 ?? 52', [shiftx2]),
  'shifts.bad_value': () => shifts('1 ALA CA x', [shiftx2]),
  'shifts.negative_error': () => shifts('1 CA 52 -1', [shiftx2]),

  'upload.wrong_ending': () => faultOfFile({ field: 'curve', name: 'a.docx', bytes: 1 }, 10),
  'upload.empty': () => faultOfFile({ field: 'curve', name: 'a.dat', bytes: 0 }, 10),
  'upload.too_large': () => faultOfFile({ field: 'curve', name: 'a.dat', bytes: 11 }, 10),
  'upload.same_file': () =>
    faultOfFile({ field: 'curve', name: 'a.dat', bytes: 1 }, 10, [
      { field: 'profiles', name: 'a.dat', bytes: 1 },
    ]),
  // Reaches people as the text of a form's field: test/studies/looseFiles.test.ts raises it.
  'upload.archive_among_files': () => uploadRefusal('upload.archive_among_files', { name: 'a.zip' }).fault,
  'accession.unknown': () => uploadRefusal('accession.unknown', { field: 'library' }).fault,
  'accession.not_found': () => fetched(404),
  'accession.too_large': () => fetched(200, 'x'.repeat(200)),
  'accession.unreachable': () => fetched(503),
  'archive.damaged': () => unpacked('PK\u0003\u0004 and nothing more', 'a.zip'),
  'archive.encrypted': () =>
    unpacked(zipOf([{ name: 'a.pdb', data: Buffer.from(atom()), encrypted: true }] as never), 'a.zip'),
  'archive.too_many_files': () =>
    unpacked(
      zipOf(Array.from({ length: 4 }, (_, i) => ({ name: `${i}.pdb`, data: Buffer.from('x') }))),
      'a.zip',
    ),
  'archive.too_large': () => unpacked(zipOf([{ name: 'a.pdb', data: Buffer.alloc(6000) }]), 'a.zip'),
  'archive.not_an_archive': () => unpacked('hello', 'a.txt'),
  'archive.no_structures': () => unpacked(zipOf([{ name: 'a.txt', data: Buffer.from('x') }]), 'a.zip'),
  'archive.no_tables': async () => {
    const { readExtraFiles } = await import('#src/analyses/readExtraFiles.ts')
    await readExtraFiles(
      { shiftsSimulated: await fileOf(zipOf([{ name: 'a.png', data: Buffer.from('x') }]), 'a.zip') },
      ['m'],
    )
    return undefined
  },
}

/** The faults that an input raised, thrown or returned; those of a form's fields come as words. */
async function raisedBy(raise: () => Raised): Promise<Fault[] | string> {
  try {
    return [((await raise()) ?? []) as Fault | Fault[]].flat()
  } catch (error) {
    if (error instanceof FaultError || error instanceof UploadError) return [error.fault]
    if (error instanceof AppError) return Object.values(error.fields).join(' ')
    throw error
  }
}

describe('each code has an input that raises it, a sentence and an advice:', () => {
  test.each(uploadFaultCodes)('%s', async code => {
    const raised = await raisedBy(raises[code])
    if (typeof raised === 'string') return expect(raised).toEndWith(adviceOf(code))
    const fault = raised.find(each => each.code === code) as UploadFault | undefined
    expect(fault).toBeDefined()
    const { level, message, advice } = describeFault(fault!)
    expect(message).toMatch(/[.?]$/)
    expect(message).not.toMatch(/undefined|NaN\b(?!")/)
    if (level !== 'note') expect(advice).toMatch(/\w\.$/)
  })
})

test('the advice on mmCIF names its columns, not those of PDB', () => {
  expect(adviceOf('mmcif.bad_coordinate')).toContain('_atom_site')
  expect(adviceOf('mmcif.unknown_element')).toContain('type_symbol')
  expect(adviceOf('mmcif.bad_model_number')).toContain('pdbx_PDB_model_num')
  expect(adviceOf('pdb.bad_coordinate')).toContain('columns 31 to 54')
})
