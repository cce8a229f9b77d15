import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import tar from 'tar-stream'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { gatherShifts, readCurve, readMatrix, readVector } from '#src/ensemble/formats/index.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { AppError } from '#src/errors.ts'
import { readParameters } from '#src/method/parametersFile.ts'
import { unpackLibrary } from '#src/studies/unpack.ts'
import { zipOf } from '../support/zip.ts'

/** F22: a file that is damaged anywhere is read, or refused in words; no reader breaks off, hangs or writes elsewhere. */
const long = process.env.BIOCE_LONG === '1'
const [texts, archives] = long ? [12_000, 3000] : [150, 40]

const scratch = mkdtempSync(join(tmpdir(), 'bioce-hostile-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const atom = (n: number) =>
  `ATOM  ${String(n).padStart(5)}  CA  GLY A${String(n).padStart(4)}    ${(n * 3.8).toFixed(3).padStart(8)}   0.000   0.000  1.00  0.00           C\n`
const pdb = `MODEL        1\n${[1, 2, 3, 4].map(atom).join('')}ENDMDL\nEND\n`
const columns = [
  'group_PDB',
  'id',
  'type_symbol',
  'label_atom_id',
  'label_comp_id',
  'label_asym_id',
  'label_seq_id',
  'Cartn_x',
  'Cartn_y',
  'Cartn_z',
]
const cif = `data_x\nloop_\n${columns.map(name => `_atom_site.${name}\n`).join('')}${[1, 2, 3].map(n => `ATOM ${n} C CA GLY A ${n} ${n * 3.8} 0 0\n`).join('')}#\n`
const curve = `# q I sigma\n${Array.from({ length: 12 }, (_, i) => `${0.01 * (i + 1)} ${100 - i} 0.5\n`).join('')}`
const rowsOf = curve.split('\n').slice(1, -1)
const gnom = `  G N O M\n  S  J EXP  ERROR  J REG  I REG\n\n 0.001   100\n${rowsOf.map(row => `${row} 1 1`).join('\n')}\n\n  R  P(R)  ERROR\n 0 0 0\n 1 1 1\n`
const pdh = `title\nSAXS\n 12 0 0 0 0 0 0 0\n 0 0 0 1 0.154\n 0 0 0 0 0\n${rowsOf.join('\n')}\n<q unit="1/nm"/>\n`
const quoted = `"q";"I";"sigma"\n${rowsOf
  .map(row =>
    row
      .split(' ')
      .map(field => `"${field.replace('.', ',')}"`)
      .join(';'),
  )
  .join('\n')}\n`
const canSas = `<SASroot><SASentry name="a"><SASdata>${rowsOf
  .map(row => row.split(' '))
  .map(([q, i, s]) => `<Idata><Q unit="1/A">${q}</Q><I>${i}</I><Idev>${s}</Idev></Idata>\n`)
  .join('')}</SASdata></SASentry></SASroot>`
const sasCif = `data_a\n_sas_scan.unit 1/A\nloop_\n${['id', 'momentum_transfer', 'intensity', 'intensity_su_counting'].map(tag => `_sas_scan_intensity.${tag}\n`).join('')}${rowsOf.map((row, i) => `${i} ${row}\n`).join('')}#\n`
const star =
  'loop_\n_Atom_chem_shift.Comp_index_ID\n_Atom_chem_shift.Atom_ID\n_Atom_chem_shift.Val\n1 CA 55.1\n2 N 120.2\nstop_\n'
const shiftx2 = 'NUM,RES,ATOMNAME,SHIFT\n1,G,CA,55.0\n2,G,N,119.0\n'
const json = '{"iterations": 2000, "chains": 4, "cut": 0.01, "hydration": "shared", "qMin": null}'

/** What stands in the place of a piece of a good file. */
const odd = fc.oneof(
  fc.constantFrom(
    '',
    '\u0000',
    '\ufeff',
    '\r',
    '\n\n',
    ',',
    ';',
    '-',
    '1e999',
    'NaN',
    '-0',
    'inf',
    '1,5',
    '"',
    "'",
    '#',
    'loop_',
    '_atom_site.',
    'MODEL',
    'ENDMDL',
    'ATOM',
    '\u202e',
    '💥',
    'constructor',
    '__proto__',
    'toString',
    '{}',
    '[]',
    '[[[[',
    'x'.repeat(5000),
    '9'.repeat(400),
    ' '.repeat(200),
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const share = fc.double({ min: 0, max: 1, noNaN: true })
const changes = fc.array(
  fc.record({ at: share, length: fc.nat(40), put: odd, times: fc.constantFrom(1, 1, 1, 50) }),
  {
    minLength: 1,
    maxLength: 4,
  },
)
type Change = { at: number; length: number; put: string; times: number }

const changed = (text: string, made: Change[]) =>
  made.reduce((now, { at, length, put, times }) => {
    const from = Math.floor(at * now.length)
    return now.slice(0, from) + put.repeat(times) + now.slice(from + length)
  }, text)

const changedBytes = (bytes: Buffer, made: Change[]) =>
  made.reduce((now, { at, length, put }) => {
    const from = Math.floor(at * now.length)
    return Buffer.concat([now.subarray(0, from), Buffer.from(put, 'latin1'), now.subarray(from + length)])
  }, bytes)

/** A curve that was read has finite numbers, q that never falls, positive errors, and a row of the file for each point. */
function soundCurve(text: string): void {
  const { curve, rowOf, rowQ } = readCurve(text, 'a.dat', { unit: 'guess' })
  const { q, intensity, sigma, dq } = curve
  const isSound = [...q.keys()].every(
    i =>
      Number.isFinite(q[i]! + intensity[i]!) &&
      sigma[i]! > 0 &&
      Number.isFinite(sigma[i]) &&
      (i === 0 || q[i]! >= q[i - 1]!) &&
      rowOf[i]! < rowQ.length &&
      (!dq || dq[i]! >= 0),
  )
  expect({ isSound, points: q.length >= 3 }).toEqual({ isSound: true, points: true })
}

function soundProfiles({ names, values }: { names: string[]; values: Float64Array }): void {
  expect([values.every(Number.isFinite), values.length % names.length]).toEqual([true, 0])
}

const isInWords = (error: unknown) =>
  (error instanceof FaultError || error instanceof AppError) && error.message.length > 5

const cpuMs = () => process.cpuUsage().user / 1000

describe('a text changed anywhere is read, or refused in words:', () => {
  const readers: [string, string, (text: string) => unknown][] = [
    ['PDB', pdb, text => readStructures(text, 'a.pdb')],
    ['mmCIF', cif, text => readStructures(text, 'a.cif')],
    ['a curve', curve, soundCurve],
    ['a curve of GNOM', gnom, soundCurve],
    ['a PDH curve', pdh, soundCurve],
    ['a canSAS curve', canSas, soundCurve],
    ['a quoted table', quoted, soundCurve],
    ['a sasCIF', sasCif, soundCurve],
    ['profiles', curve.replace('q I sigma', 'a b c'), text => soundProfiles(readMatrix(text, 'a.txt'))],
    [
      'profiles beside a curve',
      `q,a,b\n${curve.split('\n').slice(1, -1).join('\n').replaceAll(' ', ',')}`,
      text => soundProfiles(readMatrix(text, 'a.txt', { curve: readCurve(curve, 'a.dat') })),
    ],
    ['energies', '1.5\n-2\n0\n', text => readVector(text, 'e.txt', 'energies', 3)],
    [
      'measured shifts',
      star,
      text =>
        gatherShifts({ measured: { text, name: 's.str' }, predicted: [{ text: shiftx2, name: 'm.cs' }] }, [
          'm',
        ]),
    ],
    [
      'predicted shifts',
      shiftx2,
      text =>
        gatherShifts({ measured: { text: star, name: 's.str' }, predicted: [{ text, name: 'm.cs' }] }, ['m']),
    ],
    ['parameters', json, text => readParameters(text)],
  ]
  test.each(readers)(
    `%s, ${texts} times`,
    (_, good, read) => {
      read(good)
      let refused = 0
      fc.assert(
        fc.property(changes, made => {
          const startedAt = cpuMs()
          try {
            read(changed(good, made))
          } catch (error) {
            if (!isInWords(error)) throw error
            refused++
          }
          expect(cpuMs() - startedAt).toBeLessThan(2000)
        }),
        { numRuns: texts, seed: 12 },
      )
      expect(refused).toBeGreaterThan(0)
    },
    600_000,
  )
})

test('a row of a million signs takes no longer than it is long', () => {
  const { curve, profiles, mmCIF } = {
    curve: (row: string) => readCurve(`0.1 1 1\n0.2 ${row} 1\n0.3 1 1\n`, 'a.dat', { unit: 'guess' }),
    profiles: (row: string) => readMatrix(`1 2\n1 ${row}\n`, 'a.txt'),
    mmCIF: (row: string) => readStructures(cif.replace('3.8 0 0', `${row} 0 0`), 'a.cif'),
  }
  for (const read of [curve, profiles, mmCIF])
    for (const sign of ['9', '-', '.', ',', '1,', '1.', 'e', '1e', 'x', '"', ';', '\t'])
      for (const end of long ? ['', 'x', '.', ','] : ['', 'x']) {
        const startedAt = cpuMs()
        try {
          read(sign.repeat(1_000_000 / sign.length) + end)
        } catch (error) {
          if (!isInWords(error)) throw error
        }
        expect({ sign, end, isQuick: cpuMs() - startedAt < 2000 }).toEqual({ sign, end, isQuick: true })
      }
}, 120_000)

describe('an archive changed anywhere is unpacked, or refused in words, and writes into its folder alone:', () => {
  const limits = { inflatedBytesMax: 1e6, entriesMax: 50 }
  const tarOf = async () => {
    const pack = tar.pack()
    for (const name of ['1.pdb', 'set/2.pdb', '3.cif']) pack.entry({ name }, name.endsWith('cif') ? cif : pdb)
    pack.finalize()
    return Buffer.concat(await Array.fromAsync(pack as AsyncIterable<Buffer>))
  }
  const zip = () =>
    zipOf(
      ['1.pdb', 'set/2.pdb', '3.pdb.gz'].map(name => ({
        name,
        data: name.endsWith('gz') ? gzipSync(pdb) : pdb,
      })),
    )

  test.each([
    ['zip', 'a.zip', async () => zip()],
    ['tar', 'a.tar', tarOf],
    ['tar.gz, changed inside', 'a.tar.gz', tarOf],
    ['tar.gz', 'a.tar.gz', async () => gzipSync(await tarOf())],
  ] as const)(
    `%s, ${archives} times`,
    async (kind, name, make) => {
      const good = Buffer.from(await make())
      let count = 0
      await fc.assert(
        fc.asyncProperty(changes, async made => {
          const folder = join(scratch, String(++count))
          mkdirSync(join(folder, 'library'), { recursive: true })
          const bytes = changedBytes(good, made)
          writeFileSync(join(folder, 'upload'), kind === 'tar.gz, changed inside' ? gzipSync(bytes) : bytes)
          try {
            await unpackLibrary(join(folder, 'upload'), name, join(folder, 'library'), limits)
          } catch (error) {
            if (!isInWords(error)) throw error
          }
          expect(readdirSync(folder).sort()).toEqual(['library', 'upload'])
          rmSync(folder, { recursive: true })
        }),
        { numRuns: archives, seed: 12 },
      )
      expect(readdirSync(scratch)).toEqual([])
    },
    600_000,
  )
})
