import { expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readOriginal } from '#src/compressed.ts'
import { csrfToken, maskToken } from '#src/plugins/csrf.ts'
import { receiveStudyFiles } from '#src/plugins/studyFiles.ts'
import { unpackLibrary } from '#src/studies/unpack.ts'
import { temporaryFolder } from '../support/database.ts'

const token = csrfToken(Buffer.from('key'), 'visitor:me')

/** Sends a form as a browser does and takes it in. */
async function send(...files: [field: string, name: string, text: string][]) {
  const form = new FormData()
  form.set('csrf', maskToken(token))
  for (const [field, name, text] of files) form.append(field, new File([text], name))
  const folder = temporaryFolder()
  const request = new Request('http://localhost/drafts', { method: 'POST', body: form })
  return {
    folder,
    ...(await receiveStudyFiles(request, { folder, bytesMax: 1e6, sender: visit, fieldNames: [] })),
  }
}

const visit = { csrfTokens: [token], isStillIn: async () => true }

const curve = ['curve', 'curve.dat', '0.01 1 0.1\n'] as [string, string, string]

test('structure files chosen together become one library, in the order of their names', async () => {
  const { folder, arrived, faults } = await send(
    curve,
    ['library', 'model-10.pdb', 'ten'],
    ['library', 'model-2.pdb', 'two'],
    ['library', 'Modell ä.cif', 'umlaut'],
  )
  expect(faults).toEqual({})
  expect(arrived.map(({ field, name, bytes }) => [field, name, bytes])).toEqual([
    ['curve', 'curve.dat', 11],
    ['library', 'library-of-3-files.tar', 12],
  ])
  mkdirSync(join(folder, 'models'))
  const taken = await unpackLibrary(arrived[1]!.path, arrived[1]!.name, join(folder, 'models'), {
    inflatedBytesMax: 1e6,
    entriesMax: 10,
  })
  const texts = taken.map(async ({ name, path }) => [name, await new Response(readOriginal(path)).text()])
  expect(await Promise.all(texts)).toEqual([
    ['model-2.pdb', 'two'],
    ['model-10.pdb', 'ten'],
    ['Modell ä.cif', 'umlaut'],
  ])
})

test('one file stays as it is; an archive among others is refused, and each of several curves may have a table', async () => {
  const { arrived } = await send(curve, ['library', 'models.zip', 'PK'])
  expect(arrived[1]!.name).toBe('models.zip')
  await expect(send(['library', 'models.zip', 'PK'], ['library', 'one.pdb', 'ATOM'])).rejects.toMatchObject({
    fields: { library: 'models.zip is an archive. Choose it alone, or choose only structure files.' },
  })
  const profiles = ['profiles', 'profiles.txt', '1 2'] as [string, string, string]
  const { arrived: tables } = await send(profiles, profiles)
  expect(tables.map(({ field }) => field)).toEqual(['profiles', 'profiles'])
})

test('several curves arrive together', async () => {
  const { arrived, faults } = await send(curve, ['curve', 'sans.dat', '0.01 1 1'])
  expect(arrived.map(({ field }) => field)).toEqual(['curve', 'curve'])
  expect(faults).toEqual({})
})

test('a file of another kind among them is named', async () => {
  const { faults } = await send(['library', 'one.pdb', 'ATOM'], ['library', 'notes.doc', 'x'])
  expect(faults.library).toContain('notes.doc must end in')
})

test('more files than are taken one by one belong into an archive', async () => {
  const many = Array.from(
    { length: 1003 },
    (_, i) => ['library', `m${i}.pdb`, 'ATOM'] as [string, string, string],
  )
  await expect(send(...many)).rejects.toThrow(
    'The form contains more than 1002 files. Pack them into one .zip.',
  )
})
