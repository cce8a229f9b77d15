import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { stories } from '../support/stories.tsx'
import { openStories } from '../support/storyBrowser.ts'

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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is accessible in the ${colorScheme} theme (WCAG 2.2 A and AA)`, async () => {
    const page = await site.newPage({
      colorScheme,
      viewport: { width: 1280, height: 800 },
      bypassCSP: true,
    })
    const found: string[] = []
    for (const story of Object.keys(stories)) {
      await page.goto(`${site.url}${story}`)
      for (const violation of await violationsOf(page)) found.push(`${story}: ${violation}`)
    }
    await page.close()
    expect(found).toEqual([])
  }, 240_000)
}

test('no page breaks the content policy, throws, or is wider than a phone', async () => {
  const page = await site.newPage({ viewport: { width: 360, height: 740 } })
  const found: string[] = []
  page.on('pageerror', error => found.push(`${page.url()}: ${error.message}`))
  page.on('console', message => {
    if (/policy|refused/i.test(message.text())) found.push(`${page.url()}: ${message.text()}`)
  })
  for (const story of Object.keys(stories)) {
    await page.goto(`${site.url}${story}`)
    const width = await page.evaluate('document.documentElement.scrollWidth')
    if (width !== 360) found.push(`${story}: ${width} px wide`)
  }
  await page.close()
  expect(found).toEqual([])
}, 240_000)

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  // The data behind the charts is thousands of alike cells in closed folds, the drawings are single images: without
  // their insides the check takes a tenth of the time.
  await page.evaluate(
    `for (const inside of document.querySelectorAll('.data-table tr + tr, .drawing > g')) inside.remove()`,
  )
  const run = `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`
  const { violations } = (await page.evaluate(run)) as axe.AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)
}
