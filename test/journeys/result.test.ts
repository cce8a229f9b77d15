import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { finishExample, startWeb } from '../support/finishedExample.ts'
import type { TestServer } from '../support/server.ts'
import { long, unlessLong } from '../support/skips.ts'
import { watchForTrouble } from './world.ts'

let server: TestServer
let browser: Browser
let url: string
/** The administrator's, with a script and without; the journeys of either follow each other on it. */
let scripted: Page
let plain: Page

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startWeb(), openBrowser()])
  const { outputs } = await openPublicExample()
  scripted = await browser.newPage({ bypassCSP: true })
  const files = Object.fromEntries(outputs.map(({ name, file }) => [`output/${name}`, file]))
  url = await finishExample(scripted, server, files)
  const storageState = await scripted.context().storageState()
  plain = await browser.newPage({ javaScriptEnabled: false, storageState })
}, 240_000)

afterAll(async () => {
  await closePages()
  expect(await server?.stop()).toBe(0)
}, 240_000)

const save = async (page: Page, selector: string) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(selector).click()])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

for (const script of [true, false]) {
  const how = script ? 'with JavaScript' : 'without JavaScript'
  const whenLong = script ? '' : unlessLong
  const scriptOrLong = test.skipIf(!script && !long)

  test(`the plots of a result change their view and are saved, ${how}`, async () => {
    const page = script ? scripted : plain
    const trouble = watchForTrouble(page, server.origin)
    await page.goto(url)
    await page.selectOption('#fit-view', 'kratky')
    // The form comes anew with the drawing, and what was typed before would be lost.
    if (script) await page.locator('#fit .drawing:visible', { hasText: 'q² I(q)' }).waitFor()
    await page.fill('#fit-from', '0.05')
    await page.fill('#fit-to', '0.2')
    if (!script) await page.click('#fit form button')
    else await page.press('#fit-to', 'Enter')
    await page.locator('.plot-range >> text=Run again with this range').waitFor()
    expect(await page.textContent('#fit .drawing:visible')).toContain('q² I(q)')
    // An option that is still on its way would take the choice back.
    await page.waitForLoadState()
    const name = await page.locator('#pair-a option').nth(3).textContent()
    await page.selectOption('#pair-a', { index: 3 })
    if (!script) await page.click('#joint form button')
    await page.locator('#joint .drawing:visible', { hasText: `weight of ${name}` }).waitFor()
    expect(await page.inputValue('#fit-view')).toBe('kratky')

    // A menu with a script; without one the chart's own page, which has the same links.
    await page.click('#fit .save > a')
    const menu = script ? '#fit .save-menu' : 'main'
    const drawing = await save(page, `${menu} a[href*="fit.svg"][href*="width=85"]:visible`)
    expect(drawing.name).toBe('Example First look fit.svg')
    expect(drawing.text).toContain('width="85mm"')
    expect(drawing.text).toContain('q² I(q)')
    const table = await save(page, `${menu} a[href*="fit.csv"]:visible`)
    expect(table.text.split('\n')[0]).toStartWith('q (1/Å),I(q),error,ensemble')
    expect(table.text.split('\n').length).toBe(162)
    await page.goto(url)
    await page.fill('#fit-from', '0.05')
    await page.press('#fit-from', 'Enter')
    await page.click('text=Run again with this range')
    await page.waitForURL(/qMin=0\.05/)
    expect(await page.inputValue('[name=qMin]')).toBe('0.05')
    expect(trouble).toEqual([])
  }, 240_000)

  scriptOrLong(
    `the share of a property above a value is read, in the address and in the saved drawing, ${how}${whenLong}`,
    async () => {
      const page = script ? scripted : plain
      const trouble = watchForTrouble(page, server.origin)
      await page.goto(url)
      const sentence = page.locator('#share-above-shown > p')
      expect(await sentence.textContent()).toMatch(/^In \d+\s% .* Rg is [\d.]+\sÅ or more\.$/)
      await page.selectOption('#share-property', { label: 'End to end (Å)' })
      if (script) await sentence.filter({ hasText: 'End to end is' }).waitFor()
      await page.fill('#share-from', '40')
      if (script) await page.press('#share-from', 'Enter')
      else await page.click('form:has(#share-from) button')
      await sentence.filter({ hasText: 'End to end is 40 Å or more.' }).waitFor()
      expect(new URL(page.url()).search).toBe('?property=2&above=40')
      await page.goto(page.url())
      expect(await sentence.textContent()).toContain('End to end is 40\u00a0Å or more.')
      await page.click('#property-3 .save > a')
      const menu = script ? '#property-3 .save-menu' : 'main'
      const drawing = await save(page, `${menu} a[href*="property-3.svg"][href*="width=85"]:visible`)
      expect(drawing.text).toContain('% above')
      expect(trouble).toEqual([])
    },
    240_000,
  )

  scriptOrLong(
    `the data behind a chart and the chains are there when they are opened, ${how}${whenLong}`,
    async () => {
      const page = script ? scripted : plain
      const trouble = watchForTrouble(page, server.origin)
      await page.goto(url)
      await page.click('#fit summary')
      if (!script) await page.click('#fit details a')
      await page.locator('.data-table td').first().waitFor()
      expect(await page.locator('.data-table tbody tr').count()).toBe(160)
      await page.goto(url)
      await page.click('#chains summary')
      if (!script) await page.click('#chains a')
      await page.locator('#chain-charts #trace-0 .drawing:visible').waitFor()
      expect(page.url()).toBe(script ? url : `${url}/chains`)
      expect(trouble).toEqual([])
    },
    240_000,
  )

  scriptOrLong(
    `what the author types into the report is kept, ${how}${whenLong}`,
    async () => {
      const page = script ? scripted : plain
      const trouble = watchForTrouble(page, server.origin)
      await page.goto(url)
      await page.click('.page-header >> text=Report')
      await page.waitForURL(`${url}/report`)
      await page.fill('[name=organism]', `Homo sapiens, ${how}`)
      await page.fill('[name=wavelength]', '1.24')
      await page.click('text=Save entries')
      await page.waitForSelector('text=Saved for every analysis')
      expect(await page.inputValue('[name=organism]')).toBe(`Homo sapiens, ${how}`)
      const text = (await page.textContent('main')) ?? ''
      for (const words of ['Population weights of a library of 20 models', '@article{Potrzebowski2018'])
        expect(text).toContain(words)
      expect(trouble).toEqual([])
    },
    240_000,
  )
}

test('pointing at a model or reaching it by keyboard marks it in table and plot, and the table sorts', async () => {
  const page = scripted
  await page.goto(url)
  const row = page.locator('#weights [data-sortable] tbody tr').first()
  await row.focus()
  await page.waitForSelector('.drawing:visible .weight-row.linked')
  const smallest = async () => (await row.locator('[data-label="Rg (Å)"]').textContent())!.trim()
  const before = await smallest()
  await page.click('button.sort:text("Rg")')
  const sizes = await page.locator('#weights tbody [data-label="Rg (Å)"]').allTextContents()
  expect(sizes.map(Number)).toEqual(sizes.map(Number).toSorted((a, b) => a - b))
  expect(before).not.toBe('')
}, 240_000)

test('result and report have nothing that axe finds', async () => {
  const page = scripted
  for (const path of [url, `${url}/report`]) {
    await page.goto(path)
    await page.evaluate(axe.source)
    await page.evaluate(
      `for (const inside of document.querySelectorAll('.data-table tr + tr, .drawing > g')) inside.remove()`,
    )
    const asked =
      "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }"
    const violations = (await page.evaluate(
      `axe.run(${asked}).then(({ violations }) => violations)`,
    )) as axe.Result[]
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
}, 240_000)
