import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { findDraft } from '#db/drafts.ts'
import type { Config } from '#src/config.ts'
import { AppError } from '#src/errors.ts'
import { fetchBytes, NotFetched } from '#src/fetchFile.ts'
import { type Accession, accessionOf, accessionsIn, publicArchives } from '#src/studies/accessions.ts'
import { openDraft } from '#src/studies/drafts.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import { fixture } from '../studies/uploads.ts'
import { until } from '../support/until.ts'
import { openWork } from '../support/work.ts'

/** Entries of public archives: fetched by the worker from servers of a closed list, and checked like any upload. */

const folder = mkdtempSync(join(tmpdir(), 'bioce-fetch-'))
const tidy: (() => unknown)[] = [() => rmSync(folder, { recursive: true })]
afterAll(async () => {
  for (const stop of tidy.reverse()) await stop()
})

function serve(answer: (path: string) => Response | Promise<Response>) {
  const asked: string[] = []
  const server = Bun.serve({
    port: 0,
    fetch(request) {
      const { pathname } = new URL(request.url)
      asked.push(pathname)
      return answer(pathname)
    },
  })
  tidy.push(() => server.stop(true))
  return { origin: server.url.origin, asked }
}

const files: Record<string, () => Promise<string | Uint8Array<ArrayBuffer>>> = {
  '/download/1ABC.cif.gz': async () => Bun.gzipSync(Buffer.from(await fixture('good/model.cif'))),
  '/media/intensities_files/SASDJG5.dat': () => fixture('good/plain.dat'),
  '/api/prediction/P0DP23': async () =>
    JSON.stringify([{ cifUrl: 'https://elsewhere.example/files/AF-P0DP23-F1-model_v6.cif' }]),
  '/files/AF-P0DP23-F1-model_v6.cif': () => fixture('good/model.cif'),
}
const archive = serve(async path =>
  files[path] ? new Response(await files[path]()) : new Response('no', { status: 404 }),
)
const archivesAt = (origin: string) => ({ pdb: origin, alphafold: origin, sasbdb: origin })

const config = { studiesMax: 20, analysesMax: 20, uploadBytesMax: 1e8, storageBytesMax: 1e9 } as Config

/** Ada uploads by code alone; what the check tells. */
async function told(library: Accession, archives: typeof publicArchives) {
  const work = await openWork({ archives })
  const incoming = await work.files.openIncoming()
  const facts = { uploadKey: null, name: 'By code', unit: 'guess', skipVariational: false, files: [] }
  const accessions = { curve: { archive: 'sasbdb', id: 'SASDJG5' } as const, library }
  const world = { db: work.db, files: work.files, config }
  const { id } = await openDraft(world, work.ada, incoming, { ...facts, accessions }, Date.now())
  const worker = await work.start()
  try {
    await until(async () => (await findDraft(work.db.read, id))?.state === 'done')
    const draft = (await findDraft(work.db.read, id))!
    return { draft, ...(await readPreflight(work.files, draft))! }
  } finally {
    await worker.stop(0)
  }
}

describe('by code', () => {
  test.each([
    ['an entry of the PDB', { archive: 'pdb', id: '1ABC' }, '1abc.cif.gz'],
    ['a prediction, whose version is asked for', { archive: 'alphafold', id: 'P0DP23' }, 'AF-P0DP23-F1.cif'],
  ] as const)('%s is fetched with a curve of SASBDB, and both are checked', async (_, library, name) => {
    const { checked, draft } = await told(library, archivesAt(archive.origin))
    expect(checked!.library.models).toHaveLength(1)
    expect(draft.details!.files.curve.name).toBe('SASDJG5.dat')
    expect(draft.details!.files.library).toMatchObject({ name, accession: library })
    expect(draft.bytes).toBe(draft.details!.files.curve.bytes + draft.details!.files.library!.bytes)
    expect(draft.details!.files.curve.bytes).toBeGreaterThan(100)
  })

  test('an entry that is not there is a finding, with what to do', async () => {
    const { checked, findings } = await told({ archive: 'pdb', id: '9ZZZ' }, archivesAt(archive.origin))
    expect(checked).toBeNull()
    expect(findings.map(({ field, message }) => [field, message])).toEqual([
      ['library', 'The Protein Data Bank has no file of an entry 9ZZZ.'],
    ])
  })

  test('without a network that is said in a sentence', async () => {
    const closed = Bun.serve({ port: 0, fetch: () => new Response('') })
    const { origin } = closed.url
    await closed.stop(true)
    const { findings } = await told({ archive: 'pdb', id: '1ABC' }, archivesAt(origin))
    expect(findings.map(({ message }) => message).sort()).toEqual([
      '1ABC could not be fetched: this server cannot reach the Protein Data Bank (no connection).',
      'SASDJG5 could not be fetched: this server cannot reach SASBDB (no connection).',
    ])
    expect(findings[0]!.advice).toBe('Try again later, or download the file yourself and choose it below.')
  })
})

describe('no other address is reached', () => {
  const limits = (origins: string[]) => ({
    origins,
    bytesMax: 1000,
    msMax: 2000,
    signal: new AbortController().signal,
  })
  const whyNot = (url: string, origins: string[], more = {}) =>
    fetchBytes(new URL(url), { ...limits(origins), ...more }).then(
      () => 'fetched',
      error => {
        if (!(error instanceof NotFetched)) throw error
        return error.message
      },
    )

  test('by a redirect out of the list', async () => {
    const inside = serve(() => new Response('secret'))
    const open = serve(path =>
      path === '/near'
        ? Response.redirect(`${open.origin}/there`)
        : path === '/there'
          ? new Response('ok')
          : Response.redirect(inside.origin),
    )
    expect(await whyNot(`${open.origin}/far`, [open.origin])).toBe('it points to another server')
    expect(inside.asked).toEqual([])
    expect(await whyNot(`${open.origin}/near`, [open.origin])).toBe('fetched')
  })

  test('by a first address out of the list, credentials, another port, another scheme', async () => {
    for (const url of [
      'http://169.254.169.254/',
      'https://files.rcsb.org:8443/',
      'http://files.rcsb.org/',
      'https://a@files.rcsb.org/',
    ])
      expect(await whyNot(url, Object.values(publicArchives))).toBe('it points to another server')
  })

  test('redirects without end, files without end and silence are ended', async () => {
    const server = serve(path => {
      if (path === '/round') return Response.redirect(`${server.origin}/round`)
      if (path === '/silent') return new Promise<Response>(() => {})
      return new Response('x'.repeat(5000))
    })
    expect(await whyNot(`${server.origin}/round`, [server.origin])).toBe('it redirects too often')
    expect(await whyNot(`${server.origin}/large`, [server.origin])).toBe('the file is too large')
    expect(await whyNot(`${server.origin}/silent`, [server.origin], { msMax: 50 })).toBe(
      'it did not answer in time',
    )
  })

  test('by a code: what is taken is letters and digits alone', () => {
    const typed = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('1ABC', 'P0DP23', 'SASDJG5', 'AF-P0DP23-F1'), fc.string())
        .map(parts => parts.join('')),
      fc.constantFrom(
        '../1ABC',
        '1ABC/..',
        '1ABC@evil',
        'http://1abc',
        '1ABC?x',
        '1ABC#x',
        '1ABC\n2',
        '１ABC',
        '%31ABC',
      ),
    )
    fc.assert(
      fc.property(typed, fc.constantFrom('curve' as const, 'library' as const), (text, field) => {
        const found = accessionOf(field, text)
        expect(found?.id ?? 'A').toMatch(/^[A-Z0-9]{1,10}$/)
      }),
      { numRuns: 2000, seed: 1 },
    )
    expect(accessionOf('library', ' pdb_00001abc ')).toEqual({ archive: 'pdb', id: '1ABC' })
    expect(accessionOf('library', 'af-q9y6k9-f1')).toEqual({ archive: 'alphafold', id: 'Q9Y6K9' })
    expect(accessionOf('library', 'A0A024R1R8')).toEqual({ archive: 'alphafold', id: 'A0A024R1R8' })
    expect(accessionOf('curve', 'sasdjg5')).toEqual({ archive: 'sasbdb', id: 'SASDJG5' })
    expect(accessionOf('curve', '1ABC')).toBeUndefined()
  })
})

test('a form names a file or a code; a server that is not online takes none', () => {
  const faultsOf = (
    fields: Record<string, string>,
    isOnline = true,
    arrived: { field: 'library' }[] = [],
  ) => {
    try {
      return accessionsIn(fields, arrived, isOnline)
    } catch (error) {
      if (error instanceof AppError) return error.fields.libraryAccession ?? error.message
      throw error
    }
  }
  expect(faultsOf({ libraryAccession: '1abc' })).toEqual({ library: { archive: 'pdb', id: '1ABC' } })
  expect(faultsOf({ libraryAccession: ' ' })).toEqual({})
  expect(faultsOf({ libraryAccession: 'x' })).toContain('neither a PDB code, such as 1D3Z')
  expect(faultsOf({ libraryAccession: '1abc' }, true, [{ field: 'library' }])).toBe(
    'Choose a file or give a code, not both.',
  )
  expect(faultsOf({ libraryAccession: '1abc' }, false)).toBe(
    'This server does not fetch files from public archives.',
  )
})
