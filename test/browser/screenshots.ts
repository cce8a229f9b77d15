/**
 * Pictures of stories at three widths, light and dark, and contact sheets of all: `bun run screenshots [STORY...]`,
 * into test/screenshots/. WIDTHS and SCHEMES narrow it down.
 */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { stories } from '../support/stories.tsx'
import { serveStories } from '../support/storyServer.tsx'

/** Chromium draws no picture that is higher: below, it would begin anew from the top. */
const heightMax = 8000
/** On one contact sheet. */
const picturesMax = 24
const folder = path.resolve(import.meta.dir, '../screenshots')
const wanted = process.argv.slice(2)
const taken: string[] = []
const widths = (process.env.WIDTHS ?? '360,768,1440').split(',').map(Number)
const schemes = (process.env.SCHEMES ?? 'light,dark').split(',') as ('light' | 'dark')[]
const server = serveStories()
const browser = await launchBrowser()
for (const colorScheme of schemes) {
  const page = await browser.newPage({ colorScheme, serviceWorkers: 'block' })
  await page.addInitScript("localStorage.setItem('toured', 'before')")
  page.on('console', message => message.type() === 'error' && console.error(page.url(), message.text()))
  page.on('pageerror', error => console.error(page.url(), error.message))
  for (const story of wanted.length > 0 ? wanted : Object.keys(stories)) {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(`${server.url}${story}`)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      if (wide !== width) console.error(`${story} at ${width} px is ${wide} px wide`)
      await takePictures(page, `${story}-${width}-${colorScheme}`, width)
    }
  }
  await page.close()
}
await writeContactSheets()
await browser.close()
await server.stop(true)

/** A page from top to bottom, in several pictures where it is long. */
async function takePictures(page: Page, name: string, width: number): Promise<void> {
  const pageHeight = (await page.evaluate('document.documentElement.scrollHeight')) as number
  for (let y = 0; y < pageHeight; y += heightMax) {
    const file = y === 0 ? `${name}.png` : `${name}-${1 + y / heightMax}.png`
    const clip = { x: 0, y, width, height: Math.min(heightMax, pageHeight - y) }
    await page.screenshot({ path: path.join(folder, file), fullPage: true, clip })
    if (y === 0) taken.push(file)
  }
}

/** Every picture small, by page: contact.html to click through; contact-1.png and so on to glance at. */
async function writeContactSheets(): Promise<void> {
  const style =
    'body{font:11px sans-serif}a{display:inline-block;width:172px;margin:3px;vertical-align:top;overflow:hidden}' +
    'img{width:170px;max-height:300px;object-fit:cover;object-position:top;border:1px solid #999}'
  const sheetOf = (names: string[]) =>
    `<!doctype html><meta charset="utf-8"><style>${style}</style>` +
    names.map(name => `<a href="${name}"><img src="${name}"><br>${name}</a>`).join('')
  await Bun.write(path.join(folder, 'contact.html'), sheetOf(taken))
  const sheet = await browser.newPage({ viewport: { width: 1460, height: 900 } })
  const byStory = taken.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  for (let start = 0; start < byStory.length; start += picturesMax) {
    const html = path.join(folder, 'contact-part.html')
    await Bun.write(html, sheetOf(byStory.slice(start, start + picturesMax)))
    await sheet.goto(`file://${html}`)
    await sheet.screenshot({
      path: path.join(folder, `contact-${1 + start / picturesMax}.png`),
      fullPage: true,
    })
  }
}
