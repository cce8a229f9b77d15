import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type axe from 'axe-core'
import type { ConsoleMessage, Page } from 'playwright-core'
import { stories } from '../support/stories.tsx'
import { openStories } from '../support/storyBrowser.ts'
import { axeScript } from '../support/storyServer.tsx'

const site = openStories()

test('every page of the views has a story', async () => {
  const root = resolve(import.meta.dir, '../..')
  const pages: string[] = []
  for (const path of new Bun.Glob('views/**/*.tsx').scanSync({ cwd: root }))
    for (const [, name] of readFileSync(join(root, path), 'utf8').matchAll(/export function (\w+Page)\(/g))
      pages.push(name!)
  const told = [...new Bun.Glob('test/support/*tories.tsx').scanSync({ cwd: root })]
    .map(path => readFileSync(join(root, path), 'utf8'))
    .join('')
  expect(pages.length).toBeGreaterThan(30)
  expect(pages.filter(name => !told.includes(`<${name}`) && !frames.includes(name))).toEqual([])
})

/** Frames that pages are made of. */
const frames = ['FinishedPage']

test('no page breaks the content policy, throws, is wider than a phone, or breaks WCAG 2.2 A and AA in either theme', async () => {
  const left = Object.keys(stories)
  const found: string[] = []
  async function look() {
    const page = await site.newPage({ reducedMotion: 'reduce' })
    await page.addInitScript("localStorage.setItem('toured', 'before')")
    page.on('pageerror', error => found.push(`${page.url()}: ${error.message}`))
    for (let story = left.shift(); story; story = left.shift())
      for (const fault of await faultsOf(page, story)) found.push(`${story}: ${fault}`)
    await page.close()
  }
  await Promise.all([look(), look()])
  expect(found.toSorted()).toEqual([])
}, 400_000)

/** Each page is loaded once: everything that is light in it is dark by its styles alone. */
async function faultsOf(page: Page, story: string): Promise<string[]> {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'light' })
  const faults: string[] = []
  const listen = (message: ConsoleMessage) => {
    if (/policy|refused/i.test(message.text())) faults.push(message.text())
  }
  page.on('console', listen)
  await page.goto(`${site.url}${story}`)
  const width = await page.evaluate('document.documentElement.scrollWidth')
  if (width !== 360) faults.push(`${width} px wide`)
  page.off('console', listen) // what axe does to a page breaks the policy
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const column of (await page.evaluate(columnsAtTheLeft)) as string[]) faults.push(column)
  await page.addScriptTag({ url: axeScript })
  // The data behind the charts is thousands of alike cells in closed folds, the drawings are single images: without
  // their insides the check takes a tenth of the time.
  await page.evaluate(
    `for (const inside of document.querySelectorAll('.data-table tr + tr, .drawing > g')) inside.remove()`,
  )
  const exclude = await seenBefore(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const violation of await violationsOf(page, colorScheme, exclude))
      faults.push(`${colorScheme}: ${violation}`)
  }
  return faults
}

const frame = ['.site-header', '.site-footer']
const looked = new Set<string>()

/** Header and footer where they are those of a page before, letter for letter. */
async function seenBefore(page: Page): Promise<string[]> {
  const read = `${JSON.stringify(frame)}.map(part => document.querySelector(part)?.outerHTML)`
  const parts = (await page.evaluate(read)) as (string | undefined)[]
  const known = frame.filter((_, i) => parts[i] && looked.has(parts[i]))
  for (const part of parts) if (part) looked.add(part)
  return known
}

/** Runs in the page: columns of numbers that do not end below one another. The first names the row. */
const columnsAtTheLeft = `[...document.querySelectorAll('table')].flatMap(table => {
  const rows = [...table.tBodies].flatMap(body => [...body.rows])
  const isNumber = text => /^[−-]?\\d[\\d.,]*( ?(%|s|min|h|KB|MB|GB|Å|kDa))?( ± .*)?$/.test(text)
  return [...(rows[0]?.cells ?? [])].slice(1).flatMap(({ cellIndex }) => {
    const cells = rows.map(row => row.cells[cellIndex]).filter(cell => cell && !['', '–'].includes(cell.textContent.trim()))
    const areNumbers = cells.length > 1 && cells.every(cell => isNumber(cell.textContent.trim()))
    const isRight = cells.every(cell => getComputedStyle(cell).textAlign === 'right')
    return areNumbers && !isRight ? ['numbers at the left: ' + table.tHead?.rows[0].cells[cellIndex]?.textContent] : []
  })
})`

/** All rules in the light; in the dark those that look at colours, as nothing else in a page differs. */
async function violationsOf(page: Page, colorScheme: 'light' | 'dark', exclude: string[]): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const runOnly =
    colorScheme === 'light' ? tags : { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
  const context = JSON.stringify({ include: ['html'], exclude })
  const run = `axe.run(${context}, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] }).then(({ violations }) => violations)`
  const violations = (await page.evaluate(run)) as axe.Result[]
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)
}
