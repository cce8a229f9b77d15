import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resultCharts } from '#views/analyses/resultCharts.ts'
import { long, unlessLong } from '../support/skips.ts'
import { openStories } from '../support/storyBrowser.ts'
import { outcomeOf } from '../support/storyData.ts'

const site = openStories()

const { pair, ...others } = resultCharts(31, outcomeOf())
const charts = [...Object.values(others).flat(), pair!.chart].filter(chart => chart !== null)

test('every chart is a drawing of its own: whole, on white, with text of 7 points or more and nothing outside it', async () => {
  const page = await site.newPage()
  const found: string[] = []
  for (const { id } of charts) {
    for (const width of [85, 175]) {
      const svg = await (await fetch(`${site.url}analyses/31/charts/${id}.svg?width=${width}`)).text()
      expect(svg).not.toMatch(/var\(|light-dark|url\((?!#)|<script/)
      await page.setContent(`<body style="margin:0">${svg.replace(/^<\?xml.*\?>/, '')}`)
      const whole = await page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').querySelector('parsererror') === null`,
      )
      if (!whole) found.push(`${id} at ${width} mm is not well formed`)
      for (const fault of (await page.evaluate(faultsOfText)) as string[])
        found.push(`${id} at ${width} mm: ${fault}`)
    }
  }
  await page.close()
  expect(charts.length).toBeGreaterThan(20)
  expect(found).toEqual([])
}, 240_000)

/** Texts that are too small in print (a CSS point is 4/3 px), or that reach out of the drawing. */
const faultsOfText = `(() => {
  const svg = document.querySelector('svg')
  const paper = svg.getBoundingClientRect()
  const scale = paper.width / svg.viewBox.baseVal.width
  return [...svg.querySelectorAll('text')].flatMap(text => {
    const box = text.getBoundingClientRect()
    const points = (Number.parseFloat(getComputedStyle(text).fontSize) * scale * 3) / 4
    const faults = []
    if (points < 7) faults.push(text.textContent + ' has ' + points.toFixed(1) + ' pt')
    if (box.left < paper.left - 1 || box.right > paper.right + 1 || box.top < paper.top - 1 || box.bottom > paper.bottom + 1)
      faults.push(text.textContent + ' is cut')
    return faults
  })
})()`

const pagesWithCharts = ['result', 'resultLogLog', 'study', 'comparison', 'report', 'home']

test.skipIf(!long)(
  `on pages, at every width, no text of a drawing is small, lies over another or reaches out of its figure${unlessLong}`,
  async () => {
    const page = await site.newPage()
    const found: string[] = []
    for (const story of pagesWithCharts) {
      await page.goto(`${site.url}${story}`)
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 800 })
        for (const fault of (await page.evaluate(faultsOnPage)) as string[])
          found.push(`${story} at ${width} px: ${fault}`)
      }
    }
    // Where the table of weights is narrowest.
    await page.setViewportSize({ width: 1024, height: 800 })
    await page.goto(`${site.url}result`)
    const table = page.locator('#weights .table-wrap')
    expect(await table.evaluate(wrap => wrap.scrollWidth <= wrap.clientWidth)).toBe(true)
    await page.close()
    expect(found).toEqual([])
  },
  240_000,
)

/** Of texts that are seen; those in the squares of correlations are smaller than others. */
const faultsOnPage = `[...document.querySelectorAll('figure .drawing')].flatMap(drawing => {
  const figure = drawing.closest('figure').getBoundingClientRect()
  const natural = drawing.viewBox.baseVal?.width
  const scale = natural ? drawing.getBoundingClientRect().width / natural : 1
  const texts = [...drawing.querySelectorAll('text')]
    .map(text => ({ text, name: drawing.getAttribute('aria-label') + ', ' + text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0)
  return texts.flatMap(({ text, name, box }, at) => {
    const pixels = Number.parseFloat(getComputedStyle(text).fontSize) * scale
    const over = texts.slice(at + 1).find(other =>
      box.left < other.box.right - 1 && other.box.left < box.right - 1 && box.top < other.box.bottom - 5 && other.box.top < box.bottom - 5)
    return [
      pixels < 11 && !text.matches('.square-text') && name + ' has ' + pixels.toFixed(1) + ' px',
      (box.left < figure.left - 1 || box.right > figure.right + 1) && name + ' is cut',
      over && name + ' lies over ' + over.text.textContent,
    ].filter(Boolean)
  })
})`

test('a chart is saved as PNG at the resolution of print, and its PDF is a click away, under the strict content policy', async () => {
  const page = await site.newPage({ viewport: { width: 1280, height: 800 } })
  const found: string[] = []
  page.on('console', message => /policy|refused|drawn/i.test(message.text()) && found.push(message.text()))
  await page.goto(`${site.url}result`)
  await page.click('#fit .save a')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#fit .save-menu [data-png*="width=85"][data-dpi="600"]').click(),
  ])
  expect(download.suggestedFilename()).toBe('fit.png')
  const bytes = readFileSync(await download.path())
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(bytes.readUInt32BE(16)).toBe(Math.round((85 / 25.4) * 600))
  expect(bytes.subarray(37, 41).toString()).toBe('pHYs')
  expect(bytes.readUInt32BE(41)).toBe(23_622)
  const decoded = await page.evaluate(
    `(async () => { const i = new Image(); i.src = 'data:image/png;base64,${bytes.toString('base64')}'; await i.decode(); return i.naturalWidth })()`,
  )
  expect(decoded).toBe(2008)

  const pdf = page.locator('#fit .save-menu a', { hasText: 'PDF' }).last()
  expect(await pdf.getAttribute('href')).toEndWith('/charts/fit.pdf?width=175')
  expect(found).toEqual([])
  await page.close()
}, 240_000)
