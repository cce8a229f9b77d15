import { describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeZip } from 'client-zip'
import tar from 'tar-stream'
import { readOriginal } from '#src/compressed.ts'
import { AppError } from '#src/errors.ts'
import { unpackLibrary } from '#src/studies/unpack.ts'

const limits = { inflatedBytesMax: 100_000, entriesMax: 50 }
const pdb = 'ATOM      1  CA  GLY A   1       0.000   0.000   0.000  1.00  0.00           C\nEND\n'

async function unpack(bytes: Uint8Array | string, name: string, within = limits) {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-unpack-'))
  const path = join(folder, 'upload')
  await Bun.write(path, bytes)
  const into = join(folder, 'library')
  await Bun.$`mkdir ${into}`
  try {
    const files = await unpackLibrary(path, name, into, within)
    return { files, into, refusal: undefined }
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    return { files: [], into, refusal: error as AppError }
  }
}

async function zip(entries: Record<string, string | Uint8Array>): Promise<Uint8Array> {
  const parts = Object.entries(entries).map(([name, input]) => ({ name, input }))
  return new Uint8Array(await new Response(makeZip(parts as never)).arrayBuffer())
}

async function tarOf(
  entries: { name: string; type?: 'file' | 'symlink'; linkname?: string }[],
): Promise<Uint8Array> {
  const pack = tar.pack()
  for (const { name, type = 'file', linkname } of entries)
    pack.entry({ name, type, linkname }, type === 'file' ? pdb : undefined)
  pack.finalize()
  return new Uint8Array(await collect(pack))
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('a library is taken out of', () => {
  test('a zip with folders, in the natural order of names', async () => {
    const { files } = await unpack(
      await zip({ 'set/m10.pdb': pdb, 'set/m2.PDB': pdb, '__MACOSX/._m2.pdb': 'x', 'notes.txt': 'x' }),
      'a.zip',
    )
    expect(files.map(file => file.name)).toEqual(['m2.PDB', 'm10.pdb'])
    expect(await new Response(readOriginal(files[0]!.path)).text()).toBe(pdb)
  })

  test('a tar.gz, gzipped entries inflated', async () => {
    const { files } = await unpack(
      gzipSync(await tarOf([{ name: 'a/1.pdb' }, { name: 'a/2.ent' }])),
      'a.tar.gz',
    )
    expect(files.map(file => file.name)).toEqual(['1.pdb', '2.ent'])
    const gz = await unpack(await zip({ '1.pdb.gz': gzipSync(pdb) }), 'a.zip')
    expect(await new Response(readOriginal(gz.files[0]!.path)).text()).toBe(pdb)
  })

  test('one structure file', async () => {
    expect((await unpack(pdb, 'all.pdb')).files.map(file => file.name)).toEqual(['all.pdb'])
    expect((await unpack(gzipSync(pdb), 'all.pdb.gz')).files.map(file => file.name)).toEqual(['all.pdb'])
  })
})

describe('nothing leaves the folder and nothing grows without limit:', () => {
  test.each(['../../evil.pdb', '/etc/evil.pdb', 'C:\\evil.pdb'])(
    'an archive that holds %s is refused whole',
    async name => {
      const { refusal, into } = await unpack(await zip({ 'good.pdb': pdb, [name]: pdb }), 'a.zip')
      expect(refusal?.kind).toBe('invalid')
      expect(refusal?.message).toContain('a.zip')
      expect(readdirSync(into).length).toBeLessThanOrEqual(1)
    },
  )

  test('paths inside a tar are read for their last part only', async () => {
    const { files, into } = await unpack(gzipSync(await tarOf([{ name: '../../evil.pdb' }])), 'a.tgz')
    expect(files.map(file => file.name)).toEqual(['evil.pdb'])
    expect(files[0]!.path.startsWith(into)).toBe(true)
  })

  test('links are passed over', async () => {
    const bytes = await tarOf([
      { name: 'x.pdb', type: 'symlink', linkname: '/etc/passwd' },
      { name: 'y.pdb' },
    ])
    expect((await unpack(gzipSync(bytes), 'a.tgz')).files.map(file => file.name)).toEqual(['y.pdb'])
  })

  test('inflated bytes are counted as they come, in zip, tar.gz and gz', async () => {
    const bomb = Buffer.alloc(50_000_000, 'A')
    for (const [bytes, name] of [
      [await zip({ 'a.pdb.gz': gzipSync(bomb) }), 'a.zip'],
      [gzipSync(bomb), 'a.pdb.gz'],
    ] as const) {
      const { refusal, into } = await unpack(bytes, name)
      expect(refusal?.kind).toBe('too_large')
      const written = readdirSync(into).reduce((sum, each) => sum + Bun.file(join(into, each)).size, 0)
      expect(written).toBeLessThanOrEqual(limits.inflatedBytesMax + 65_536)
    }
  })

  test('entries are counted', async () => {
    const entries = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}.txt`, 'x']))
    const { refusal } = await unpack(await zip({ ...entries, 'a.pdb': pdb }), 'many.zip')
    expect(refusal?.message).toBe(
      'many.zip holds more than 50 files. Take every second or every tenth model of the library.',
    )
  })
})

describe('what cannot be used is refused in words:', () => {
  test('an archive without models', async () => {
    expect((await unpack(await zip({ 'a.txt': 'x' }), 'a.zip')).refusal?.message).toContain(
      'a.zip holds no structure file',
    )
  })

  test('a damaged archive', async () => {
    const bytes = (await zip({ '1.pdb': pdb, '2.pdb': pdb })).slice(0, 200)
    expect((await unpack(bytes, 'cut.zip')).refusal?.message).toContain('cut.zip is damaged')
    expect((await unpack(gzipSync(pdb).subarray(0, 30), 'cut.pdb.gz')).refusal?.message).toContain(
      'cut.pdb.gz is damaged',
    )
  })

  test('another kind of file', async () => {
    expect((await unpack('hello', 'a.docx')).refusal?.message).toContain('neither an archive')
  })
})
