import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import tar from 'tar-stream'
import { listStudiesOf } from '#db/studies.ts'
import { readOriginal } from '#src/compressed.ts'
import { AppError } from '#src/errors.ts'
import { unpackLibrary } from '#src/studies/unpack.ts'
import type { TestServer } from '../support/server.ts'
import { zipOf } from '../support/zip.ts'
import { openWebWorld } from './webWorld.ts'

const limits = { inflatedBytesMax: 1_000_000, entriesMax: 50 }
const pdb = 'ATOM      1  CA  GLY A   1       0.000   0.000   0.000  1.00  0.00           C\nEND\n'
const zeros = Buffer.alloc(20_000_000)

const scratch = mkdtempSync(join(tmpdir(), 'bioce-bombs-'))
afterAll(() => rmSync(scratch, { recursive: true }))
let count = 0

/** Unpacks an upload: the names that came out, or the refusal; and how many bytes were written. */
async function unpack(bytes: Uint8Array, name = 'a.zip') {
  const folder = join(scratch, String(++count))
  const into = join(folder, 'library')
  mkdirSync(into, { recursive: true })
  writeFileSync(join(folder, 'upload'), bytes)
  const taken = await unpackLibrary(join(folder, 'upload'), name, into, limits).catch(error => error as Error)
  const written = readdirSync(into).reduce((sum, each) => sum + Bun.file(join(into, each)).size, 0)
  expect(readdirSync(folder).sort()).toEqual(['library', 'upload'])
  expect(written).toBeLessThanOrEqual(limits.inflatedBytesMax + 65_536)
  if (taken instanceof Error) {
    expect(taken).toBeInstanceOf(AppError)
    return { refusal: taken.message, kind: (taken as AppError).kind, names: [], files: [] }
  }
  return { names: taken.map(file => file.name), files: taken, refusal: undefined, kind: undefined }
}

const textsOf = (files: { path: string }[]) =>
  Promise.all(files.map(({ path }) => new Response(readOriginal(path)).text()))

/** A gzip file whose header carries a name of so many bytes, and which holds a short text. */
function gzipWithLongName(bytes: number, text: string): Buffer {
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(text), 0)
  tail.writeUInt32LE(text.length, 4)
  const head = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3])
  return Buffer.concat([head, Buffer.alloc(bytes, 'A'), Buffer.from([0]), deflateRawSync(text), tail])
}

/** A tar whose extended header is so many bytes long: an entry turned into one by its type, 156 bytes in. */
async function tarWithLongHeader(bytes: number): Promise<Buffer> {
  const pack = tar.pack()
  pack.entry({ name: 'header' }, Buffer.alloc(bytes))
  pack.entry({ name: '1.pdb' }, pdb)
  pack.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of pack) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  const checksum = Number.parseInt(whole.toString('latin1', 148, 154), 8)
  const more = 'x'.charCodeAt(0) - whole[156]!
  whole.write('x', 156)
  whole.write((checksum + more).toString(8).padStart(6, '0'), 148)
  return whole
}

describe('archives that are more than they seem (F20, F21):', () => {
  test('one that inflates a thousandfold', async () => {
    const bytes = zipOf([{ name: '1.pdb', data: zeros }])
    expect(zeros.length / bytes.length).toBeGreaterThan(900)
    expect(await unpack(bytes)).toMatchObject({ kind: 'too_large' })
  })

  test('entries that share their bytes count each time', async () => {
    const first = { name: '0.pdb', data: zeros.subarray(0, 300_000) }
    const rest = [1, 2, 3, 4].map(i => ({ ...first, name: `${i}.pdb`, overlaps: true }))
    expect((await unpack(zipOf([first, ...rest]))).kind).toBe('too_large')
  })

  test.each([10, 21_000_000])('an entry that says it has %d bytes, when it has 20 million', async says => {
    const { kind, refusal } = await unpack(zipOf([{ name: '1.pdb', data: zeros, says }]))
    expect(['invalid', 'too_large']).toContain(kind!)
    expect(refusal).toContain('a.zip')
  })

  test('an entry that says it has more bytes than it has', async () => {
    expect((await unpack(zipOf([{ name: '1.pdb', data: pdb, says: 500 }]))).refusal).toContain('damaged')
  })

  test('an encrypted one', async () => {
    const { refusal } = await unpack(zipOf([{ name: '1.pdb', data: pdb, encrypted: true }]))
    expect(refusal).toContain('encrypted')
  })

  test('a zip in a zip is not opened', async () => {
    const inner = zipOf([{ name: '1.pdb', data: zeros }])
    const nested = await unpack(zipOf([{ name: 'inner.zip', data: inner }]))
    expect(nested.refusal).toContain('holds no structure file')
    const { names } = await unpack(
      zipOf([
        { name: 'inner.zip', data: inner },
        { name: '1.pdb', data: pdb },
      ]),
    )
    expect(names).toEqual(['1.pdb'])
  })

  test('a symbolic link is passed over', async () => {
    const link = { name: '1.pdb', data: '/etc/passwd', symlink: true }
    expect((await unpack(zipOf([link, { name: '2.pdb', data: pdb }]))).names).toEqual(['2.pdb'])
  })

  test('a gzip header that goes on and on, inside a zip', async () => {
    const packed = gzipWithLongName(20_000_000, pdb)
    expect(await unpack(zipOf([{ name: '1.pdb.gz', data: packed }]))).toMatchObject({ kind: 'too_large' })
  })

  test('a tar header that goes on and on', async () => {
    const bytes = gzipSync(await tarWithLongHeader(20_000_000))
    expect(bytes.length).toBeLessThan(100_000)
    expect((await unpack(bytes, 'a.tar.gz')).refusal).toContain('the headers are larger than the files')
    expect((await unpack(gzipSync(await tarWithLongHeader(1000)), 'a.tar.gz')).names).toEqual(['1.pdb'])
  })
})

describe('unusual archives are read as they are meant:', () => {
  test('names that are the same, or differ in case alone, keep a file each', async () => {
    const entries = ['1.pdb', '1.pdb', '1.PDB', 'set/1.pdb'].map((name, i) => ({ name, data: `${pdb}${i}` }))
    const { files } = await unpack(zipOf(entries))
    expect(files.length).toBe(4)
    expect((await textsOf(files)).sort()).toEqual([0, 1, 2, 3].map(i => pdb + i))
  })

  test('sizes after the data, and sizes of 64 bits', async () => {
    const entries = [
      { name: '1.pdb', data: pdb, descriptor: true },
      { name: '2.pdb', data: pdb, zip64: true },
    ]
    const { files } = await unpack(zipOf(entries))
    expect(await textsOf(files)).toEqual([pdb, pdb])
  })
})

describe('the server refuses bombs', () => {
  let world: Awaited<ReturnType<typeof openWebWorld>>
  let web: TestServer

  beforeAll(async () => {
    world = await openWebWorld({ inflatedBytesMax: 2e6 })
    web = await world.startWeb({ BIOCE_INFLATED_MB: '2' })
  }, 60_000)

  afterAll(async () => {
    await web?.stop()
    await world?.close()
  }, 60_000)

  /** Of the web server itself, without its children. */
  const cpuSeconds = () => {
    const stat = readFileSync(`/proc/${web.process.pid}/stat`, 'utf8')
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number)
    return (user! + system!) / 100
  }
  const statusMb = (field: 'VmRSS' | 'VmHWM') => {
    const status = readFileSync(`/proc/${web.process.pid}/status`, 'utf8')
    return Number(status.match(new RegExp(`${field}:\\s+(\\d+)`))![1]) / 1024
  }
  /** From here on, how far the web server's resident memory has gone up at its highest. */
  const watchMemory = () => {
    writeFileSync(`/proc/${web.process.pid}/clear_refs`, '5') // the peak becomes what is resident now
    const before = statusMb('VmRSS')
    return () => statusMb('VmHWM') - before
  }
  /** What requests of so many bytes may add: the answers, and what was received, which waits for the next collection of garbage. */
  const mostMb = (received: number) => 20 + received / 1e6

  test('each in little time and memory of the web, and keeps nothing of them', async () => {
    const { cookie, csrf } = await world.signIn()
    const big = Buffer.alloc(200_000_000)
    const empty = Array.from({ length: 20_001 }, (_, i) => ({ name: `${i}.txt`, data: '' }))
    const bombs: [string, Uint8Array, string][] = [
      ['flat.zip', zipOf([{ name: '1.pdb', data: big }]), 'larger than 2 MB together'],
      ['gzipped.zip', zipOf([{ name: '1.pdb.gz', data: gzipSync(big) }]), 'larger than 2 MB together'],
      ['lies.zip', zipOf([{ name: '1.pdb', data: big, says: 10 }]), 'is damaged'],
      ['entries.zip', zipOf(empty), 'holds more than 20000 files'],
      ['header.tar.gz', gzipSync(await tarWithLongHeader(big.length)), 'is damaged'],
    ]
    const noise = randomBytes(2_000_000)
    const upload = async (name: string, bytes: Uint8Array) => {
      const body = new FormData()
      for (const [field, value] of Object.entries({ csrf, name: 'Bomb', unit: '1/A' })) body.set(field, value)
      body.set('curve', new File([curve], 'curve.dat'))
      body.set('library', new File([bytes as never], name))
      const headers = { cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' }
      const send = (path: string, body: FormData | URLSearchParams) =>
        fetch(web.origin + path, { method: 'POST', headers, body, redirect: 'manual' })
      const draft = (await send('/drafts', body)).headers.get('location')!
      const page = await world.checked(web.origin, draft, cookie)
      expect((await send(`${draft}/deletion`, new URLSearchParams({ csrf }))).status).toBe(303)
      return page
    }
    for (const name of ['1.zip', '2.zip', '3.zip'])
      await upload(name, zipOf([{ name: '1.txt', data: noise }]))
    for (const [name, bytes, refusal] of bombs) {
      const memoryMb = watchMemory()
      const cpuBefore = cpuSeconds()
      const page = await upload(name, bytes)
      expect(page).toContain(name)
      expect(page).toContain(refusal)
      expect(cpuSeconds() - cpuBefore).toBeLessThan(2)
      expect(memoryMb()).toBeLessThan(mostMb(bytes.length))
    }
    expect(readdirSync(join(world.data, 'userData/.incoming'))).toEqual([])
    expect(readdirSync(join(world.data, `userData/user${world.ada.id}`))).toEqual([])
    expect(await listStudiesOf(world.db.read, world.ada.id)).toEqual([])
  }, 60_000)

  test('the files of an analysis are read elsewhere: a bomb costs the web neither memory nor time', async () => {
    const { cookie, csrf } = await world.signIn()
    const headers = { cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' }
    const send = (path: string, body: FormData | URLSearchParams) =>
      fetch(web.origin + path, { method: 'POST', headers, body, redirect: 'manual' })
    expect((await send('/studies/example', new URLSearchParams({ csrf }))).status).toBe(303)
    const [study] = await listStudiesOf(world.db.read, world.ada.id)
    const packed = (bytes: number) => gzipSync(Buffer.alloc(bytes, '0.0\n'))
    const [small, large, plain] = [packed(10_000_000), packed(190_000_000), Buffer.alloc(9_000_000, '0.0\n')]
    const refusals = {
      413: /larger than 3 MB together|but there is room for 3\.0 MB/,
      422: /more than 20 energies, but the study has 20 models/,
    }
    const bombs: [string, Uint8Array, keyof typeof refusals][] = [
      ['e.txt.gz', small, 413],
      ['e.txt.gz', large, 413],
      ['e.txt', plain, 413],
      ['e.txt', Buffer.alloc(2_900_000, '0.0\n'), 422],
      ['e.zip', zipOf([{ name: 'e.txt', data: Buffer.alloc(190_000_000) }]), 413],
    ]
    const answerTo = async (name: string, bytes: Uint8Array, field = 'energies', path = '') => {
      const body = new FormData()
      for (const [name, value] of Object.entries({ csrf, name: 'Bomb', submitKey: 'bomb' }))
        body.set(name, value)
      body.set(field, new File([bytes as never], name))
      const answer = await send(`/studies/${study!.id}/analyses${path}`, body)
      return { status: answer.status, text: await answer.text() }
    }
    for (let i = 0; i < 3; i++) await answerTo('noise.txt', Buffer.alloc(9_000_000, 'noise '))
    for (const [name, bytes, status] of bombs) {
      const memoryMb = watchMemory()
      const cpuBefore = cpuSeconds()
      const answer = await answerTo(name, bytes)
      expect({ name, status: answer.status }).toEqual({ name, status })
      expect(answer.text).toMatch(refusals[status])
      const live = await answerTo(name, bytes, 'energies', '/files')
      expect(live.status).toBe(200)
      expect(live.text).toMatch(refusals[status])
      expect(memoryMb()).toBeLessThan(mostMb(2 * bytes.length))
      expect(cpuSeconds() - cpuBefore).toBeLessThan(0.5)
    }
    expect(readdirSync(join(world.data, 'userData/.incoming'))).toEqual([])
  }, 60_000)
})

const curve = Array.from({ length: 40 }, (_, i) => `${0.01 + i * 0.01} ${100 - i} 0.5\n`).join('')
