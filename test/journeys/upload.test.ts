import { describe, expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import type { Result } from '#src/ensemble/contract.ts'
import { writeBothCurves } from '../support/bothCurves.ts'
import { long, unlessLong } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { keepStudy, openJourneys, sampleLittle, submitAnalysis, uploadFiles } from './world.ts'

const fixtures = resolve(import.meta.dir, '../fixtures/uploads/good')

const journeys = openJourneys()

const shown = (target: Page, selector: string, text: string | RegExp) =>
  target.locator(selector, { hasText: text }).first().waitFor()

describe('with a script', () => {
  test('names and files are judged as they are typed and chosen', async () => {
    const { server, page, trouble } = journeys
    await page.goto(`${server.origin}/studies/new`)
    await page.fill('#name', 'Li')
    await shown(page, '#name-error', 'Use 3 to 25 characters; this has 2.')
    await page.fill('#name', 'Lysozyme')
    await until(async () => (await page.textContent('#name-error'))!.trim() === '')
    const choose = (field: string, name: string) =>
      page.setInputFiles(`#${field}`, { name, mimeType: 'text/plain', buffer: Buffer.from('1 2 3\n') })
    await choose('curve', 'curve.docx')
    await shown(
      page,
      '#curve-error',
      'curve.docx must end in .dat, .txt, .csv, .tsv, .pdh, .xml, .abs, .q, .chi, .avg, .fit, .fir, .out or .sascif.',
    )
    await choose('curve', 'same.txt')
    await until(async () => (await page.textContent('#curve-error'))!.trim() === '')
    await choose('profiles', 'same.txt')
    await shown(page, '#profiles-error', 'This file is already chosen in another field.')
    expect(trouble).toEqual([])
  }, 240_000)

  test('an analysis is judged as it is typed, filled in from JSON, and refused with bad energies', async () => {
    const { server, page, trouble } = journeys
    const files = { curve: join(fixtures, 'plain.dat'), library: join(fixtures, 'model.pdb') }
    await uploadFiles(page, server.origin, 'Tiny', files)
    await keepStudy(page, '1/A')
    await page.click('[data-tour-step=analyse]')
    await page.waitForURL(/\/analyses\/new/)
    await page.waitForLoadState() // before it nobody hears what is typed
    await page.fill('#cut', '3')
    await shown(page, '#cut-error', 'Use a number from 0.0001 to 0.5.')
    await page.fill('#cut', '0.05')
    await until(async () => (await page.textContent('#cut-error'))!.trim() === '')
    await page.click('text=Fill in from JSON')
    const text = (name: string, content: string) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(content),
    })
    await page.setInputFiles('#jsonFile', text('params.json', '{"chains": 8, "qMax": 0.2}'))
    await page.click('text=Fill in the form')
    await page.waitForURL(/\/analyses\/parameters$/)
    await page.waitForLoadState()
    expect(await page.inputValue('#chains')).toBe('8')
    await page.fill('#name', 'With energies')
    await page.click('text=Energies, properties, observables and chemical shifts')
    await page.setInputFiles('#energies', text('e.txt', '1 2 3'))
    await shown(page, '#energies-error', 'e.txt: The file has more than 1 energy, but the study has 1 model')
    await page.click('[data-tour-step=submit]')
    await shown(page, '.error-summary', 'e.txt: The file has more than 1 energy, but the study has 1 model')
    expect(await page.inputValue('#name')).toBe('With energies')
    expect(trouble).toEqual([])
  }, 240_000)

  test('studies are found, renamed in place and deleted', async () => {
    const { server, page, trouble } = journeys
    await page.goto(`${server.origin}/studies`)
    // The list is swapped when the answer comes, and a form that was opened before goes with it.
    await Promise.all([
      page.waitForResponse(response => response.url().includes('search=tin')),
      page.fill('[name=search]', 'tin'),
    ])
    await until(async () => (await page.locator('#studies tbody tr').count()) === 1)
    await page.waitForFunction("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    await page.click('#studies [popovertarget^=rename]')
    await page.fill('[id^=rename-study] [name=name]:visible', 'Tiny, renamed')
    await page.click('[id^=rename-study] button[type=submit]:visible')
    await shown(page, '#studies', 'Tiny, renamed')
    const row = page.locator('#studies tr', { hasText: 'Tiny, renamed' })
    await row.locator('.danger[popovertarget^=delete]').click()
    await page.click('[id^=delete-study] button[type=submit]:visible')
    await shown(page, '.toast', 'The study is deleted')
    expect(await page.textContent('main')).not.toContain('Tiny, renamed')
    expect(trouble).toEqual([])
  }, 240_000)

  test('an upload under way can be cancelled, and nothing is kept', async () => {
    const { server, page } = journeys
    await page.goto(`${server.origin}/studies/new`)
    await page.fill('#name', 'Cancelled')
    await page.setInputFiles('#curve', join(fixtures, 'plain.dat'))
    const large = join(mkdtempSync(join(tmpdir(), 'bioce-large-')), 'large.pdb')
    await Bun.write(large, 'REMARK nothing but remarks\n'.repeat(1_500_000))
    await page.setInputFiles('#library', large)
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 2_000_000,
    })
    await page.click('form#upload button[type=submit]')
    await shown(page, '[data-upload-text]', /MB of \d+\.\d MB, .*\/s, .* left/)
    await page.click('[data-upload-cancel]')
    await shown(page, '[data-upload-text]', 'Cancelled. Nothing was saved.')
    await session.detach()
    await page.goto(`${server.origin}/studies`)
    expect(await page.locator('#drafts').count()).toBe(0)
  }, 240_000)
})

test('without a script: upload, check, mend, keep, analyse, rename', async () => {
  const { server, plain } = journeys
  await plain.goto(`${server.origin}/studies/new`)
  await plain.fill('#name', 'No script')
  await plain.setInputFiles('#curve', resolve(fixtures, '../bad/word-in-row.dat'))
  await plain.setInputFiles('#library', join(fixtures, 'model.pdb'))
  await plain.click('form#upload button[type=submit]')
  await plain.waitForSelector('#findings') // the page looks again by itself
  expect(await plain.textContent('#findings')).toContain('word-in-row.dat, line 4')
  await plain.setInputFiles('#replace [name=curve]', join(fixtures, 'plain.dat'))
  await plain.click('#replace form:has([name=curve]) button[type=submit]')
  await plain.waitForSelector('#keep')
  await plain.click('[data-tour-step=accept]')
  await plain.waitForURL(/\/studies\/\d+$/)
  expect(await plain.textContent('h1')).toBe('No script')
  await plain.click('[data-tour-step=analyse]')
  await plain.fill('#name', 'First')
  await sampleLittle(plain)
  await plain.click('[data-tour-step=submit]')
  await plain.waitForURL(/\/analyses\/\d+$/)
  await plain.goto(`${server.origin}/studies?search=no+script`)
  expect(await plain.locator('#studies tbody tr').count()).toBe(1)
  await plain.click('#studies [popovertarget^=rename]')
  await plain.fill('[id^=rename-study] [name=name]:visible', 'Still no script')
  await plain.click('[id^=rename-study] button[type=submit]:visible')
  await shown(plain, '#studies', 'Still no script')
}, 240_000)

test.skipIf(!long)(
  `a curve of neutrons: its resolution is seen, the solvent is asked for, and the report tells both${unlessLong}`,
  async () => {
    const { server, page, trouble } = journeys
    const { sans, library } = await writeBothCurves(mkdtempSync(join(tmpdir(), 'bioce-neutrons-')))
    await uploadFiles(page, server.origin, 'Neutrons', { curve: sans, library })
    await keepStudy(page, '1/A')
    await shown(page, '#curve-card', 'in the file; used for neutrons')
    await page.click('[data-tour-step=analyse]')
    await page.fill('[name=name]', 'In D2O')
    await sampleLittle(page)
    await page.click('summary:has-text("Neutrons (SANS)")')
    await shown(page, '#settings', 'The file has the resolution of q beside the errors')
    await page.selectOption('[name=radiation]', 'neutrons')
    await page.click('[data-tour-step=submit]')
    await shown(page, '#d2o-error', 'Neutrons need the D₂O fraction of the solvent.')
    await page.fill('[name=d2o]', '1')
    await submitAnalysis(page)
    const result = await page.evaluate(
      `fetch(location.pathname + '/files/result.json').then(each => each.json())`,
    )
    const { neutrons, models, verdict } = result as Result
    expect(neutrons).toEqual({ d2o: 1, exchange: 0.9, deuteration: 0, deuteratedChains: [], smeared: true })
    expect(verdict!.code).toBe('explained')
    const [compact] = models.map(({ weight }) => weight)
    expect(compact!.q025).toBeLessThan(0.7)
    expect(compact!.q975).toBeGreaterThan(0.7)
    await page.goto(`${page.url()}/report`)
    await shown(
      page,
      'main',
      '100 % D₂O, 90 % of the amide hydrogens exchanged, smeared with the resolution of q',
    )
    expect(trouble).toEqual([])
  },
  300_000,
)

test.skipIf(!long)(
  `SAXS and SANS of one ensemble are fitted together, from the upload to the report${unlessLong}`,
  async () => {
    const { server, page, trouble } = journeys
    const { saxs, sans, library } = await writeBothCurves(mkdtempSync(join(tmpdir(), 'bioce-both-')))
    await uploadFiles(page, server.origin, 'Both', { curve: [saxs, sans], library })
    await shown(page, '#curve-card', 'saxs.dat')
    await shown(page, '#curve-card-2', 'Rg (Guinier)')
    for (const name of ['unit', 'unit2']) await page.check(`[name=${name}][value="1/A"]`)
    expect(await page.inputValue('[name=radiation]')).toBe('x-rays')
    expect(await page.inputValue('[name=radiation2]')).toBe('neutrons')
    await page.click('[data-tour-step=accept]')
    await shown(page, '#d2o2-error', 'Neutrons need the D₂O fraction of the solvent.')
    await page.fill('[name=d2o2]', '1')
    await page.click('[data-tour-step=accept]')
    await page.waitForURL(/\/studies\/\d+$/)
    await shown(page, '#curve-card-2', 'neutrons, in 100 % D₂O')
    await page.click('[data-tour-step=analyse]')
    await page.fill('[name=name]', 'Together')
    await sampleLittle(page)
    await shown(page, 'summary', 'Curve 2: sans.dat, neutrons')
    await submitAnalysis(page)
    await shown(page, '#fit-card h3', 'sans.dat, neutrons, 100 % D₂O')
    expect(await page.locator('#fit-card figure').count()).toBe(2)
    await shown(page, '#curves', 'The curves agree on one ensemble.')
    const result = await page.evaluate(
      `fetch(location.pathname + '/files/result.json').then(each => each.json())`,
    )
    const { curves, models, verdict } = result as Result
    expect(curves!.map(({ name, fit }) => [name, fit.q.length])).toEqual([
      ['saxs.dat', 80],
      ['sans.dat', 80],
    ])
    expect(verdict!.code).toBe('explained')
    expect(Math.abs(models[0]!.weight.mean - 0.7)).toBeLessThan(4 * models[0]!.weight.sd)
    for (const { errorScale } of curves!) expect(errorScale!.scale.q50).toBeWithin(0.7, 1.4)
    const told = curves!.flatMap(({ name, distances }) => (distances ? [name] : []))
    expect(told).toContain('saxs.dat')
    expect(await page.locator('#pair-distances figure').count()).toBe(told.length)

    const own = page.url()
    await page.goto(`${own}?fit=log-linear&from=0.05&to=0.15&curve=2`)
    await page.click('#fit-card >> text=Run again with this range')
    expect(await page.inputValue('[name=qMax2]')).toBe('0.15')
    expect(await page.inputValue('[name=qMax]')).not.toBe('0.15')
    await page.goto(`${own}/report`)
    await shown(page, 'main', 'χ² per point, p-value, sans.dat')
    await shown(page, 'main', 'P(r) analysis, sans.dat')
    expect(trouble).toEqual([])
  },
  300_000,
)
