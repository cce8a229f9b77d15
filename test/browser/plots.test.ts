import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page, Route } from 'playwright-core'
import { openStories } from '../support/storyBrowser.ts'
import { until } from '../support/until.ts'

/** One page, on which the cases follow each other. */
const site = openStories()
let page: Page
const trouble: string[] = []

beforeAll(async () => {
  page = await site.newPage({ viewport: { width: 1440, height: 900 } })
  page.on('pageerror', error => trouble.push(error.message))
  page.on('console', message => /policy|refused/i.test(message.text()) && trouble.push(message.text()))
  await page.goto(`${site.url}result`)
}, 240_000)
afterAll(() => page.close())

const readout = '#fit .readout:not([hidden])'
const attribute = (name: string) => page.getAttribute('#fit .plot', name)
const valueText = async () => (await attribute('aria-valuetext')) ?? ''
const qOf = (text: string) => Number(/^q ([\d.]+)/.exec(text)![1])
const note = () => page.textContent('#fit .plot-range')

/** How much jumped since the page was opened. */
const layoutShift = `new Promise(resolve => {
  let shift = 0
  const watcher = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) shift += entry.value
  })
  watcher.observe({ type: 'layout-shift', buffered: true })
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(shift)))
})`

/** Where on the screen a share of the width of the plot is. */
async function at(share: number) {
  const { x, y, width } = (await page.locator('#fit .drawing').boundingBox())!
  return [x + share * width, y + 90] as const
}

/** The plot is another one after this. */
async function redrawn(act: () => Promise<unknown>) {
  await page.evaluate(`document.querySelector('#fit .plot').dataset.old = ''`)
  await act()
  await page.waitForSelector('#fit .plot:not([data-old])[role=slider]')
}

test('nothing is fetched before a plot is touched, then it tells the point below the pointer', async () => {
  expect(await page.evaluate(layoutShift)).toBeLessThan(0.01)
  // So that the dots are round, however wide the plot is.
  const dots = page.locator('#fit defs path').first()
  expect(await dots.getAttribute('vector-effect')).toBe('non-scaling-stroke')
  const asked: string[] = []
  page.on('request', request => asked.push(new URL(request.url()).pathname))
  expect(await page.locator('#fit .readout').isVisible()).toBe(false)
  await page.mouse.move(...(await at(0.4)))
  await page.waitForSelector(readout)
  const text = (await page.textContent(readout))!
  expect(text).toMatch(/^q 0\.\d+ Å−1 · I\(q\) \S+ · error \S+ · ensemble \S+ · residual −?\S+ σ$/)
  expect(await page.locator('.readout:visible sup').allTextContents()).toEqual(['−1'])
  expect(Math.abs(qOf(text) - 0.2)).toBeLessThan(0.001) // 0.4 of 0 to 0.5
  // A line through both parts, and a ring around the point in each.
  expect(await page.locator('#fit line.crosshair').count()).toBe(1)
  expect(await page.locator('#fit circle.crosshair').count()).toBe(2)
  await page.mouse.move(...(await at(0.5)))
  expect(qOf((await page.textContent(readout))!)).toBeCloseTo(0.25, 2)
  expect(asked).toEqual(['/analyses/31/charts/fit.csv'])
  await page.mouse.move(5, 5)
  await page.waitForSelector('#fit .readout', { state: 'hidden' })
}, 240_000)

test('a drag zooms to a range of q, which "Run again" takes along', async () => {
  await redrawn(async () => {
    await page.mouse.move(...(await at(0.4)))
    await page.mouse.down()
    await page.mouse.move(...(await at(0.6)), { steps: 3 })
    await page.mouse.up()
  })
  expect(Number(await page.inputValue('#fit-from'))).toBeCloseTo(0.2, 2)
  expect(Number(await page.inputValue('#fit-to'))).toBeCloseTo(0.3, 2)
  expect(await note()).toMatch(/^6\d of 301 points, χ²\/N [\d.]+ here\./)
  const link = new URL((await page.getAttribute('#fit .plot-range a', 'href'))!, site.url)
  expect(link.pathname).toBe('/studies/7/analyses/new')
  expect(link.searchParams.get('from')).toBe('31')
  expect(Number(link.searchParams.get('qMin'))).toBeCloseTo(0.2, 2)
  expect(Number(link.searchParams.get('qMax'))).toBeCloseTo(0.3, 2)
}, 240_000)

test('arrow keys go from point to point, + and − zoom, 0 shows the whole curve, and the focus stays', async () => {
  await page.focus('#fit .plot')
  await page.keyboard.press('Home')
  await page.waitForSelector(readout)
  const first = qOf(await valueText())
  await page.keyboard.press('ArrowRight')
  await until(async () => !(await valueText()).startsWith(`q ${first} `))
  expect(qOf(await valueText())).toBeGreaterThan(first)
  expect(await valueText()).toMatch(/, residual −?\S+ σ$/)
  await page.keyboard.press('End')
  await until(async () => (await attribute('aria-valuenow')) === (await attribute('aria-valuemax')))
  const width = async () =>
    Number(await page.inputValue('#fit-to')) - Number(await page.inputValue('#fit-from'))
  const before = await width()
  await redrawn(() => page.keyboard.press('+'))
  expect(await width()).toBeCloseTo(before / 2, 3)
  await redrawn(() => page.keyboard.press('-'))
  expect(await width()).toBeCloseTo(before, 2)
  await redrawn(() => page.keyboard.press('0'))
  expect(await page.locator('#fit .plot-range').count()).toBe(0)
  expect(await page.evaluate('document.activeElement.className')).toBe('plot')
}, 240_000)

test('the wheel zooms the plot that has the focus, and scrolls the page otherwise', async () => {
  await page.mouse.move(...(await at(0.4)))
  await redrawn(() => page.mouse.wheel(0, -100))
  expect(await note()).toContain('of 301 points')
  await redrawn(() => page.dblclick('#fit .plot'))
  expect(await page.locator('#fit .plot-range').count()).toBe(0)
  await page.evaluate('document.activeElement.blur()')
  await page.mouse.wheel(0, 100)
  await until(async () => ((await page.evaluate('scrollY')) as number) > 0)
  await page.evaluate('scrollTo(0, 0)')
}, 240_000)

test('another view has another axis, and what is switched off stays so', async () => {
  const line = page.locator('#fit .plot .mark-fit')
  expect(await line.isVisible()).toBe(true)
  await page.uncheck('#fit .legend [value=fit]')
  expect(await line.isVisible()).toBe(false)
  for (const [view, axis] of [
    ['log-log', 'I(q) (a.u.)'],
    ['guinier', 'ln I(q)'],
    ['kratky', 'q² I(q)'],
    ['kratky-dimensionless', '(q Rg)² I / I(0)'],
    ['ratio', 'I / I(ensemble)'],
  ] as const) {
    await redrawn(() => page.selectOption('#fit-view', view))
    expect(await page.locator('#fit .drawing > text').allTextContents()).toContain(axis)
    expect(await line.isVisible()).toBe(false)
    await page.mouse.move(...(await at(0.3)))
    await page.waitForSelector(readout)
    expect(await page.locator('#fit circle.crosshair').count()).toBe(2)
    await page.mouse.move(5, 5)
  }
  expect(trouble).toEqual([])
}, 240_000)

test('a range that is typed while a plot is on its way stays, and both count', async () => {
  const held: Route[] = []
  await page.route('**/fit?*', route => void held.push(route))
  await page.selectOption('#fit-view', 'kratky')
  await until(() => held.length === 1)
  await page.fill('#fit-from', '0.1')
  await page.fill('#fit-to', '0.2')
  await redrawn(async () => {
    await page.press('#fit-to', 'Enter')
    await until(() => held.some(route => /from=0.1&to=0.2/.test(route.request().url())))
    await page.unroute('**/fit?*')
    // What was asked first has been taken back.
    for (const route of held) await route.continue().catch(() => null)
  })
  await page.waitForSelector('#fit .plot-range')
  expect(await page.inputValue('#fit-from')).toBe('0.1')
  expect(await page.locator('#fit .drawing > text').allTextContents()).toContain('q² I(q)')
  await redrawn(() => page.click('#fit [data-plot-reset]'))
  expect(await page.inputValue('#fit-from')).toBe('')
  expect(trouble).toEqual([])
}, 240_000)

test('without a script the same plot stands, and a form chooses the view and the range', async () => {
  const still = await site.newPage({ javaScriptEnabled: false })
  await still.goto(`${site.url}result`)
  expect(await still.locator('#fit .drawing').isVisible()).toBe(true)
  expect(await still.getAttribute('#fit .plot', 'role')).toBeNull()
  const form = still.locator('#fit form')
  expect(await form.getAttribute('action')).toBe('/analyses/31#fit')
  for (const name of ['fit', 'from', 'to']) expect(await form.locator(`[name=${name}]`).count()).toBe(1)
  await still.close()
}, 240_000)
