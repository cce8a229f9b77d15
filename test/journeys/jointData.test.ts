import { expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import type { Page } from 'playwright-core'
import type { Result } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { resultFile, resultSchema } from '#src/method/resultFile.ts'
import { measure } from '../ensemble/saxs/hydrationReplicas.ts'
import { writeBothCurves } from '../support/bothCurves.ts'
import { temporaryFolder } from '../support/database.ts'
import { long, unlessLong } from '../support/skips.ts'
import { unzip } from '../support/zip.ts'
import { keepStudy, openJourneys, runAgain, sampleLittle, submitAnalysis, uploadFiles } from './world.ts'

const journeys = openJourneys()

const shown = (page: Page, selector: string, text: string | RegExp) =>
  page.locator(selector, { hasText: text }).first().waitFor()

const resultOf = async (page: Page): Promise<Result> =>
  resultFile.parse(
    await page.evaluate(`fetch(location.pathname + '/files/result.json').then(each => each.text())`),
    'result.json',
  )

const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

test('two curves, a table of observables, chemical shifts and energies are fitted together, told on the page and in the report', async () => {
  const { server, page, trouble } = journeys
  const { saxs, sans, library } = await writeBothCurves(mkdtempSync(join(tmpdir(), 'bioce-observed-')))
  await uploadFiles(page, server.origin, 'Observed', { curve: [saxs, sans], library })
  for (const name of ['unit', 'unit2']) await page.check(`[name=${name}][value="1/A"]`)
  await page.fill('[name=d2o2]', '1')
  await page.click('[data-tour-step=accept]')
  await page.waitForURL(/\/studies\/\d+$/)
  const study = page.url()
  await page.click('[data-tour-step=analyse]')
  await page.fill('[name=name]', 'With distances')
  await sampleLittle(page)
  await page.click('text=Energies, properties, observables and chemical shifts')
  const models = library.map(path => path.split('/').at(-1)!.replace('.pdb', ''))
  // 70 % of the first model and 30 % of the last: a mean of 29 and a mean of r^-6 to the power of -1/6 of 21.2.
  const table = [
    ['name', 'kind', 'average', 'measured', 'error', ...models],
    ['DEER', 'mean', 'linear', '29', '1', '20', '30', '40', '50'],
    ['NOE', 'mean', 'r^-6', '21.2', '1', '20', '30', '40', '50'],
    ['PRE bound', 'upper', 'r^-3', '24', '1', '20', '30', '40', '50'],
  ]
  const rows = (all: string[][]) => all.map(row => row.join(',')).join('\n')
  await page.setInputFiles('#observables', file('distances.csv', rows(table).replace('29', 'far')))
  await shown(page, '#observables-error', 'distances.csv, line 2: column 4 is “far”, not a finite number')
  await page.setInputFiles('#observables', file('distances.csv', rows(table)))
  await page.setInputFiles('#energies', file('energies.txt', '1 2 3 1'))
  // Those of 70 % of the first model and 30 % of the last: 119.4, 58.2 and 8.3 ppm.
  const simulated = '120 119 119 118\n58.5 57 57 57.5\n8 8.5 8.6 9\n'
  await page.setInputFiles('#shifts', file('measured.txt', '119.4 0.2\n58.2 0.2\n8.3 0.1\n'))
  await page.setInputFiles('#shiftsSimulated', file('simulated.txt', simulated))
  await page.setInputFiles('#shiftsRms', file('rms.txt', '1\n0.5\n0.3\n'))
  await submitAnalysis(page)
  const text = (await page.textContent('#observables')) ?? ''
  for (const words of ['DEER', '29 ± 1', 'NOE', 'r−6', 'PRE bound', 'at most 24 ± 1', 'kept'])
    expect(text.replaceAll('\u00a0', ' ')).toContain(words)
  const result = await resultOf(page)
  const { observables, curves, prior, models: found, details } = result
  expect(curves!.length).toBe(2)
  expect(prior!.kind).toBe('energies')
  expect(observables!.map(({ name }) => name)).toEqual(['DEER', 'NOE', 'PRE bound'])
  for (const { residual } of observables!) expect(Math.abs(residual!)).toBeLessThan(3)
  expect(Math.abs(found[0]!.weight.mean - 0.7)).toBeLessThan(4 * found[0]!.weight.sd)
  expect(details!.shiftChi2!.mean).toBeWithin(0, 9)
  expect(Value.Clean(resultSchema, structuredClone(result))).toEqual(result)
  if (long) await repeats(page, result)
  await page.goto(`${page.url()}/report`)
  await shown(page, 'main', 'DEER')
  await page.goto(study)
  await regroup(page)
  expect(trouble).toEqual([])
}, 300_000)

/** The curves of the study become a series, and one of the series a study again, without an upload. */
async function regroup(page: Page) {
  await page.click('text=Analyse its curves as a series')
  await page.fill('[name=name]', 'As a series')
  expect(await page.inputValue('[name=list_typed]')).toBe('file,variable\nsaxs.dat,1\nsans.dat,2')
  await page.fill('[name=list_typed]', 'file,salt (mM)\nsaxs.dat,50\nsans.dat,150')
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/drafts\/\d+$/)
  await shown(page, '#findings, main', '2 curves, each at salt (mM): saxs.dat 50, sans.dat 150')
  await page.click('#keep button[type=submit]')
  await page.waitForURL(/\/studies\/\d+$/)
  await page.click('text=Analyse some of its curves as one study')
  await page.fill('[name=name]', 'One of them')
  await page.click('main button[type=submit]')
  expect(await page.textContent('#curves-error')).toBe('Choose a curve or several.')
  await page.check('#curves-0')
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/drafts\/\d+$/)
  await page.waitForSelector('[data-tour-step=accept]')
  const text = (await page.textContent('main')) ?? ''
  for (const words of ['saxs.dat', 'conformer-18']) expect(text).toContain(words)
}

/** The archive of a result gives the same one anywhere, its tables to the byte. */
async function repeats(page: Page, result: Result) {
  const zip = join(temporaryFolder(), 'result.zip')
  const archive = await (await page.request.get(`${page.url()}/archive.zip`)).body()
  await Bun.write(zip, archive)
  const output = await runAgain(zip)
  const repeated = await resultFile.read(join(output, 'result.json'))
  const withoutTimes = ({ timings: _, sampler, ...rest }: Result) =>
    JSON.stringify({ ...rest, sampler: { ...sampler, cpuSeconds: 0 } })
  expect(withoutTimes(repeated)).toBe(withoutTimes(result))
  const inArchive = [...(await unzip(archive))].filter(([path]) => !path.includes('/figures/'))
  for (const name of ['weights.csv', 'curves.csv', 'profiles2.csv']) {
    const [, before] = inArchive.find(([path]) => path.endsWith(`/${name}`))!
    expect(await Bun.file(join(output, name)).text()).toBe(before)
  }
}

/** A monomer in two conformations and its dimer, and the curve of 30 %, 50 % and 20 % of them. */
async function writeMixture(folder: string) {
  const random = Random.stream(7, 1)
  const [compact, extended] = exampleConformers(2, () => random.uniform()).map(each => writeConformer(each))
  const moved = (chain: string, by: number) =>
    compact!
      .split('\n')
      .filter(line => line.startsWith('ATOM'))
      .map(line => {
        const x = (Number(line.slice(30, 38)) + by).toFixed(3).padStart(8)
        return `${line.slice(0, 21)}${chain}${line.slice(22, 30)}${x}${line.slice(38)}`
      })
      .join('\n')
  const models = {
    'compact.pdb': compact!,
    'extended.pdb': extended!,
    'dimer.pdb': `${moved('A', 0)}\nTER\n${moved('B', 45)}\nEND\n`,
  }
  const partials = Object.entries(models).map(([name, text]) =>
    partialsOf(readStructures(text, name).models[0]!, { qMax: 0.5 }),
  )
  const curve = measure(partials, { weights: [0.3, 0.5, 0.2], c1: 1.01, contrast: 0.015 }, 4)
  const rows = Array.from(curve.q, (q, i) => `${q} ${curve.intensity[i]} ${curve.sigma[i]}`)
  await Bun.write(join(folder, 'curve.dat'), rows.join('\n'))
  for (const [name, text] of Object.entries(models)) await Bun.write(join(folder, name), text)
  return { curve: join(folder, 'curve.dat'), library: Object.keys(models).map(name => join(folder, name)) }
}

test.skipIf(!long)(
  `a mixture of monomer and dimer is asked about, weighed, and told as fractions of number, mass and volume${unlessLong}`,
  async () => {
    const { server, page, trouble } = journeys
    const files = await writeMixture(mkdtempSync(join(tmpdir(), 'bioce-mixture-')))
    await uploadFiles(page, server.origin, 'Dimers', files)
    expect(await page.locator('[data-tour-step=accept]').count()).toBe(0)
    await page.click('text=Read them as a mixture of different particles')
    await page.waitForSelector('[data-tour-step=accept]')
    await keepStudy(page, '1/A')
    await page.click('[data-tour-step=analyse]')
    await page.fill('[name=name]', 'Number and mass')
    await sampleLittle(page)
    await submitAnalysis(page, '#mixture')
    const text = (await page.textContent('#mixture')) ?? ''
    for (const words of ['Of the number', 'Of the mass', 'Of the volume', 'concentration of the measurement'])
      expect(text).toContain(words)
    const result = await resultOf(page)
    expect(Value.Clean(resultSchema, structuredClone(result))).toEqual(result)
    const { mixture } = result
    const dimer = mixture!.find(({ models }) => models === 1)!
    const holds = ({ q025, q975 }: { q025: number; q975: number }, value: number) =>
      q025 <= value && value <= q975
    expect(holds(dimer.numberFraction, 0.2)).toBe(true)
    expect(holds(dimer.massFraction, 1 / 3)).toBe(true)
    expect(holds(dimer.volumeFraction, 1 / 3)).toBe(true)
    expect(trouble).toEqual([])
  },
  300_000,
)
