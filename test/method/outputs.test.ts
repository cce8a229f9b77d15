import { expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { meaningOf } from '#src/analyses/outputs.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { rowsOf } from '#src/ensemble/numeric/sparseRows.ts'
import { chimeraScript, molViewSpec, pymolScript } from '#src/method/ensembleScripts.ts'
import { writeOutputs } from '#src/method/outputs.ts'
import { zipOf } from '#src/method/zipFile.ts'
import { resultOf, severalCurves } from '../support/storyData.ts'
import { unzip } from '../support/zip.ts'

const ensemble = ['ensemble.pdb', 'ensemble.cif', 'ensemble.pml', 'ensemble.cxc', 'ensemble.mvsx']
const models = [
  { name: 'b.pdb\nquit', weight: 0.6, colour: '#e69f00' },
  { name: 'a.pdb', weight: 0.3, colour: '#d55e00' },
]

test('every file of a result is written and explained', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outputs-'))
  try {
    const { curves, agreement } = severalCurves().result
    const result = { ...resultOf({ points: 30 }), curves, agreement }
    const names = result.models.map(model => model.name)
    // The fit leaves out what lies before 0.01: the profiles do not, and keep their own q.
    const q = [0.001, ...result.fit.q]
    const profiles = { names, q, values: Float64Array.from({ length: 31 * names.length }, (_, i) => i) }
    const two = (a: number, b: number) => Float64Array.of(a, b)
    const hydration = { c1: two(1.01, 0.99), contrast: two(0.012, 0.018) }
    const weights = rowsOf(
      Float64Array.from({ length: 2 * names.length }, (_, i) => i / 100),
      names.length,
    )
    const draws = { names, weights, scale: two(1.5, 1.6), chi2: two(28, 31), chain: [0, 1], hydration }
    const sizes = names.map((_, k) => ({ rg: 20 + k, dmax: 60 }))
    await writeOutputs(folder, {
      title: 'First look',
      result,
      sizes,
      profiles: [profiles, profiles],
      draws,
      others: ensemble,
    })
    const readMe = readFileSync(join(folder, 'README.txt'), 'utf8')
    const written = readdirSync(folder)
    for (const name of [...written, ...ensemble]) {
      expect(meaningOf(name)).not.toBe('')
      expect(readMe).toContain(`${name}\n    ${meaningOf(name)}`)
    }
    expect(written).toContain('result.sascif')
    const table = readFileSync(join(folder, 'profiles.csv'), 'utf8').trim().split('\n')
    expect(table.length).toBe(32)
    expect(table[1]!.split(',').slice(0, 2)).toEqual(['0.001', '0'])

    const second = readCurve(readFileSync(join(folder, 'fit2.fit'), 'utf8'), 'fit2.fit', { unit: '1/A' })
    expect(second.curve.q).toHaveLength(120)
    expect(readFileSync(join(folder, 'profiles2.csv'), 'utf8').split('\n').length).toBe(33)
    expect(meaningOf('profiles2.csv')).toBe('the same as profiles.csv, of curve 2 of several')
    expect(meaningOf('fit2.fit')).toBe('the same as fit.fit, of curve 2 of several')
    const fit = readFileSync(join(folder, 'fit.fit'), 'utf8')
    const { curve } = readCurve(fit, 'fit.fit', { unit: '1/A' })
    expect(curve.q.length).toBe(30)
    expect(curve.sigma[7]).toBeCloseTo(result.fit.sigma[7]!, 5)
    expect(Number(fit.split('\n')[8]!.trim().split(/\s+/)[3])).toBeCloseTo(result.fit.model[7]!, 4)

    const drawn = gunzipSync(readFileSync(join(folder, 'draws.csv.gz')))
      .toString()
      .split('\n')
    expect(drawn[0]).toStartWith('chain,scale,chi2,c1,contrast_e_per_cubic_angstrom,')
    expect(drawn[2]).toStartWith('1,1.6,31,0.99,0.018,')
    expect(drawn[2]!.split(',').length).toBe(5 + names.length)

    expect(readMe).not.toContain('draws.csv\n')
    expect(meaningOf('draws.csv')).toContain('earlier versions')

    const summary = JSON.parse(readFileSync(join(folder, 'weights.json'), 'utf8'))
    expect(summary.models[1]).toMatchObject({ name: names[1], mean: 0.41, selected: true, rg: 21, dmax: 60 })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the PyMOL script makes an object of each model, in its colour and as strong as its weight', () => {
  const script = pymolScript(models, false)
  expect(script).toContain('create model_001, ensemble, 1, 1')
  expect(script).toContain(`color ${models[0]!.colour.replace('#', '0x')}, model_001`)
  expect(script).toContain('set cartoon_transparency, 0.00, model_001')
  expect(script).toContain('set cartoon_transparency, 0.33, model_002')
  expect(script.split('\n')).not.toContain('quit')
  expect(pymolScript(models, true)).toContain('as spheres')
})

test('the ChimeraX script addresses the models as ChimeraX numbers them', () => {
  const script = chimeraScript(models, false)
  expect(script).toContain(`color #1.2 ${models[1]!.colour}\ntransparency #1.2 33 target ac`)
  expect(chimeraScript(models.slice(0, 1), true)).toContain(`color #1 ${models[0]!.colour}`)
  expect(script.split('\n').some(line => line.startsWith('quit'))).toBe(false)
})

test('the scene for Mol* has a structure for each model, with its colour, its weight as opacity, and its name as text', () => {
  const marked = models.map(model => ({ ...model, name: `<b>${model.name}` }))
  const { metadata, root } = JSON.parse(molViewSpec(marked, false, 'Title'))
  expect(metadata).toMatchObject({ version: '1', title: 'Title' })
  const [download, canvas] = root.children
  expect(download.params.url).toBe('ensemble.pdb')
  expect(canvas).toEqual({ kind: 'canvas', params: { background_color: '#ffffff' } })
  const looks = download.children[0].children.map(({ params, children }: Scene) => {
    const [drawn, tip] = children[0]!.children as [Scene, Scene]
    const look = drawn.children.map(({ params }) => Object.values(params!)[0])
    return [params!.model_index, drawn.params!.type, ...look, tip.params!.text]
  })
  expect(looks).toEqual([
    [0, 'cartoon', '#e69f00', 1, '?b?b.pdb?quit, weight 0.6000'],
    [1, 'cartoon', '#d55e00', 0.68, '?b?a.pdb, weight 0.3000'],
  ])
  expect(molViewSpec(models, true, '')).toContain('"spacefill"')
})

test('a scene is packed with the sizes before each file, and unpacks to the same', async () => {
  const files = { 'index.mvsj': '{"Å": 1}', 'ensemble.pdb': 'ATOM\n'.repeat(1000) }
  const zip = zipOf(Object.entries(files).map(([name, content]) => ({ name, content })))
  expect(Object.fromEntries(await unzip(zip))).toEqual(files)
  const view = new DataView(zip.buffer, zip.byteOffset)
  // Bit 3 of the flags would say that they come later.
  expect([view.getUint16(6, true) & 8, view.getUint32(22, true)]).toEqual([0, 9])
})

interface Scene {
  params?: Record<string, string | number>
  children: Scene[]
}
