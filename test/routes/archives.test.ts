import { expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { methodsText } from '#views/analyses/reportText.tsx'
import { references, referenceText } from '#views/pages/references.ts'
import { analysisOf, noon } from '../support/people.ts'
import { recordOf } from '../support/records.ts'
import { resultOf } from '../support/storyData.ts'
import { unzip } from '../support/zip.ts'
import { tokenOf } from './apiTable.ts'
import { ask, makeWorld, openSite } from './world.ts'

/** Every kind of archive of a result: README.txt lists what is in it, all of it and nothing else. */
const site = openSite()
const world = await makeWorld(site)
const token = await tokenOf(site, world.owner.id, 'read')
const { cookie } = world.actors.owner

const folderOf = (id: number) => site.files.analysis(world.owner.id, world.study.id, id)

function put(path: string, content: string | Uint8Array) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

const record = recordOf(['m1', 'm2', 'm3', 'm4', 'm5'])
const file = (path: string, name: string) => ({ path, name, bytes: 3, sha256: 'a' })
const library = [file('library/m00001.pdb', 'closed\nresult.json'), file('library/m00002.pdb', 'open.pdb')]
const assignment = {
  name: 'Done',
  study: { ...record, library },
  parameters: {},
  extras: { energies: file('energies.txt', 'kT.txt') },
}
put(join(folderOf(world.done.id), 'params.json'), JSON.stringify(assignment))
put(join(folderOf(world.done.id), 'output/README.txt'), 'Files of a BioCE result\n')
put(join(folderOf(world.done.id), 'output/weights.csv'), 'model\n')
put(join(folderOf(world.done.id), `input/${record.curve.path}`), '0.01 1 0.1')
put(join(folderOf(world.done.id), 'input/energies.txt'), '1')
put(join(folderOf(world.done.id), 'input/library/m00001.pdb.zst'), zstdCompressSync('END'))

const drawn = ['fit', 'weights', 'distances', 'rg', 'dmax', 'property-3', 'property-4']
const drawings = ['figure', ...drawn].flatMap(name =>
  ['.svg', '-85mm.pdf', '-175mm.pdf'].map(end => name + end),
)
const figures = [...drawings, ...drawn.map(name => `${name}.csv`)].map(name => `paper/figures/${name}`)
const results = ['README.txt', 'paper/report.html', ...figures, 'programs/result.json', 'paper/weights.csv']
const described = [...results, 'params.json', 'ro-crate-metadata.json']
const inputs = [record.curve.path, 'energies.txt', 'library/m00001.pdb'].map(path => `input/${path}`)

async function filesAt(path: string, headers: Record<string, string>) {
  const answer = await ask(site, path, { headers })
  expect(answer.status).toBe(200)
  const entries = await unzip(await answer.bytes())
  return new Map([...entries].map(([name, text]) => [name.replace(/^[^/]+-2026-01-01\//, ''), text]))
}

/** The names that a README lists: lines at the margin, each with its meaning below. */
function listedIn(readme: string): string[] {
  const list = readme.split('\nFiles\n-----\n')[1]!.split(/\n.+\n---/)[0]!
  return list.split('\n').filter(line => line !== '' && !line.startsWith('    '))
}

const page = `/analyses/${world.done.id}/archive.zip`
const api = `/api/v1${page}`
const bearer = { authorization: `Bearer ${token}` }

test.each([
  ["the owner's", page, { cookie }, [...described, ...inputs]],
  ["a program's", api, bearer, [...described, ...inputs]],
  ["a program's without input files", `${api}?inputs=no`, bearer, described],
  ["a link's", `/analyses/${world.share}/archive.zip`, { cookie: 'visitor=v' }, results],
])('%s archive has a README that is true of it', async (_, path, headers: Record<string, string>, names) => {
  const files = await filesAt(path, headers)
  expect([...files.keys()].toSorted()).toEqual(names.toSorted())
  const readme = files.get('README.txt')!
  expect(listedIn(readme).toSorted()).toEqual(names.toSorted())
  expect(readme).toStartWith('Mine, Done\n==========\n')
  expect(readme).toMatch(/Finished +2026-01-01T.*\nProgram +bioce/)
  expect(readme).toContain('fit.svg\n    Columns: q (1/Å), I(q), error')
  const result = resultOf()
  expect(readme).toContain(methodsText(result))
  expect(readme).toContain(referenceText(references.method))
  expect(readme).toContain(`the program, ${result.program.name} ${result.program.version}:`)
  expect(files.get('paper/figures/figure.svg')).toStartWith('<?xml')
  expect(files.get('paper/figures/figure-85mm.pdf')).toMatch(/^%PDF-1.*\/MediaBox \[0 0 240\.94/s)
  const report = files.get('paper/report.html')!
  expect(report).toContain('<h1>Mine: Done</h1>')
  const used = new Set([...report.matchAll(/<use href="#([\w-]+)"/g)].map(([, id]) => id))
  expect(used).toContain('icon-help')
  expect([...used].filter(id => !report.includes(` id="${id}"`))).toEqual([])
  // Set as a page is.
  expect(report).toContain('(Å<sup>−1</sup>)')
  // It needs nothing from elsewhere, and has no form.
  expect(report).not.toMatch(/<(link|script|form|input)\b|url\((?!["']?(data:|#))/)
  const crate = files.get('ro-crate-metadata.json')
  if (!crate) return
  for (const name of results.filter(name => !name.endsWith('.pdf'))) {
    const entity = JSON.parse(crate)['@graph'].find((each: { '@id': string }) => each['@id'] === name)
    expect([name, entity.contentSize]).toEqual([name, String(Buffer.byteLength(files.get(name)!))])
  }
})

test('the archive of the public example has a README that is true of it', async () => {
  const files = await filesAt('/analyses/example/archive.zip', { cookie: 'visitor=v' })
  expect(files.has('paper/figures/figure.svg')).toBe(true)
  const readme = files.get('README.txt')!
  expect(listedIn(readme).toSorted()).toEqual([...files.keys()].toSorted())
  expect(readme).toContain(referenceText(references.method))
})

test("the archive of a laboratory's analysis lists its files, and keeps a README of its own", async () => {
  const parameters = { skip: 2 } as never
  const facts = { state: 'done', finishedAt: noon, method: 'average', parameters } as const
  const { id } = await site.db.write(tx => analysisOf(tx, world.study, 'Mean', facts))
  put(join(folderOf(id), 'params.json'), JSON.stringify({ ...assignment, name: 'Mean', extras: undefined }))
  put(join(folderOf(id), 'output/mean.txt'), '3')
  const files = await filesAt(`/analyses/${id}/archive.zip`, { cookie })
  const names = ['README.txt', 'mean.txt', 'params.json', 'ro-crate-metadata.json']
  expect([...files.keys()].toSorted()).toEqual(names)
  expect(listedIn(files.get('README.txt')!).toSorted()).toEqual(names)
  expect(files.get('README.txt')).not.toContain('Potrzebowski')
  put(join(folderOf(id), 'output/README.txt'), 'Ours')
  expect((await filesAt(`/analyses/${id}/archive.zip`, { cookie })).get('README.txt')).toBe('Ours')
})
