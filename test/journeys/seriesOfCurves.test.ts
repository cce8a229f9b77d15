import { expect, test } from 'bun:test'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseCsv } from '#src/csv.ts'
import { temporaryFolder } from '../support/database.ts'
import { packed } from '../support/methodArchives.ts'
import { long } from '../support/skips.ts'
import { openJourneys, runAgain } from './world.ts'

/** A series from its files to its plots: nobody installs it, or switches it on. */

const journeys = openJourneys()

const example = resolve(import.meta.dir, '../../examples/series')
const inExample = (name: string) => join(example, name)

test(`a series of curves, from its upload to plots whose values are read${long ? ', and its repetition' : ''}`, async () => {
  const { server, page, trouble } = journeys
  const upload = async (name: string, files: Record<string, string | string[]>) => {
    await page.goto(`${server.origin}/studies/new`)
    await page.click('text=Upload files for “Series of curves”')
    await page.fill('[name=name]', name)
    for (const [field, path] of Object.entries(files)) await page.setInputFiles(`[name=${field}]`, path)
    await page.click('main button[type=submit]')
    await page.waitForURL(/\/drafts\/\d+$/)
    await page.waitForSelector('#files').catch(async () => {
      throw new Error(`The page shows no files: ${await page.textContent('body')}`)
    })
    return (await page.textContent('main')) ?? ''
  }
  const curves = readdirSync(example).filter(name => name.endsWith('.dat'))
  const wrongList = join(temporaryFolder(), 'times.csv')
  writeFileSync(wrongList, 'file,time (s)\nt0.dat,0\nt1.dat,later\n')
  const library = { profiles: inExample('profiles.txt') }
  const wrong = await upload('Wrong', { curves: curves.map(inExample), list: wrongList, ...library })
  for (const words of ['1 problem prevents', 'times.csv, line 3', '“later” is not a number'])
    expect(wrong).toContain(words)

  const entries = curves.map(name => ({ name: `run7/${name}`, text: readFileSync(inExample(name), 'utf8') }))
  const archive = join(temporaryFolder(), 'curves.tar.gz')
  writeFileSync(archive, await packed(entries))
  const right = await upload('Kinetics', { curves: archive, list: inExample('list.csv'), ...library })
  expect(right).toContain('6 curves, each at time (s): t0.dat 0, t1.dat 0.1, t2.dat 0.2, t3.dat 0.4')
  await page.click('#keep button[type=submit]')
  await page.waitForURL(/\/studies\/\d+$/)

  await page.click('.page-header a.button')
  await page.waitForURL(/methods.series$/)
  await page.fill('[name=name]', 'Smooth')
  await page.check('[name=skipVariational]')
  await page.click('summary:has-text("Expert settings")')
  // Weights on which chains disagree are not told: a few more iterations than the least, and a seed.
  for (const name of ['iterations', 'iterationsMax']) await page.fill(`[name=${name}]`, '300')
  await page.fill('[name=seed]', '1')
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/analyses\/\d+$/)
  await page.waitForSelector('#downloads', { timeout: 150_000 })
  const result = page.url()
  const figures = page.locator('figure.chart')
  // Three weights, the number of effective models and the fit.
  expect(await figures.count()).toBe(5)
  const weights = page.locator('figure.chart:has([aria-label^="Weight of"])')
  const stretched = page.locator('figure.chart:has([aria-label="Weight of stretched"])')
  expect(await weights.count()).toBe(3)

  // By keyboard: from curve to curve.
  await stretched.locator('.plot').focus()
  await page.keyboard.press('Home')
  const told = () => stretched.locator('.readout').textContent()
  await page.waitForSelector('.readout:not([hidden])')
  expect(await told()).toMatch(
    /^time 0 s · alone \S+ · from \S+ · to \S+ · together \S+ · from \S+ · to \S+$/,
  )
  await page.keyboard.press('End')
  expect(await told()).toMatch(/^time 1 s · /)
  // By pointer: the curve below it, with the numbers of the table.
  const { x, y, width } = (await stretched.locator('.drawing').boundingBox())!
  await page.mouse.move(x + 0.42 * width, y + 60)
  await page.waitForSelector('.readout:not([hidden]):has-text("time 0.4 s")')
  const table = parseCsv(await (await page.request.get(`${result}/files/series.csv`)).text())!
  const row = table.rows.find(cells => cells[0] === 't3.dat' && cells[3] === 'stretched')!
  const alone = String(Number(Number(row[table.head.indexOf('alone_mean')]).toPrecision(3)))
  expect(await told()).toContain(`alone ${alone} ·`)

  const href = (await stretched.locator('.save a').getAttribute('href'))!
  const saved = async (ending: string) => {
    const answer = await page.request.get(new URL(href.replace(/html$/, ending), server.origin).href)
    return { status: answer.status(), text: await answer.text() }
  }
  const csv = await saved('csv')
  expect(csv.text.split('\n')[0]).toBe('time (s),alone,from,to,together,from,to,curve')
  expect(csv.text.trim().split('\n')).toHaveLength(1 + 6)
  expect((await saved('svg')).text).toContain('<title>Weight of stretched</title>')
  expect((await saved('pdf')).text).toStartWith('%PDF')
  expect((await saved('png')).status).toBe(404)
  await page.goto(new URL(href, server.origin).href)
  expect(await page.textContent('h1')).toBe('Weight of stretched')

  await page.goto(`${result}/report`)
  expect(await page.locator('figure.chart').count()).toBe(5)
  await page.goto(`${result}/tables/series.csv`)
  expect(await page.textContent('main')).toContain('alone_mean')

  if (long) {
    // The archive repeats anywhere, to the same numbers.
    const zip = join(temporaryFolder(), 'result.zip')
    writeFileSync(zip, await (await page.request.get(`${result}/archive.zip`)).body())
    const repeated = await Bun.file(join(await runAgain(zip), 'series.csv')).text()
    expect(parseCsv(repeated)).toEqual(table)
  }
  expect(trouble.filter(each => !each.includes('dynamically imported'))).toEqual([])
}, 400_000)
