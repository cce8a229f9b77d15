/**
 * Pictures of stories at three widths, light and dark, and one contact sheet of all: `bun run screenshots [STORY...]`,
 * into test/screenshots/. WIDTHS and SCHEMES narrow it down.
 */
import path from 'node:path'
import { launchBrowser } from '../support/browser.ts'
import { stories } from '../support/stories.tsx'
import { serveStories } from '../support/storyServer.tsx'

const folder = path.resolve(import.meta.dir, '../screenshots')
const wanted = process.argv.slice(2)
const taken: string[] = []
const widths = (process.env.WIDTHS ?? '360,768,1440').split(',').map(Number)
const schemes = (process.env.SCHEMES ?? 'light,dark').split(',') as ('light' | 'dark')[]
const server = serveStories()
const browser = await launchBrowser()
for (const colorScheme of schemes) {
  const page = await browser.newPage({ colorScheme })
  page.on('console', message => message.type() === 'error' && console.error(page.url(), message.text()))
  page.on('pageerror', error => console.error(page.url(), error.message))
  for (const story of wanted.length > 0 ? wanted : Object.keys(stories)) {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(`${server.url}${story}`)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      if (wide !== width) console.error(`${story} at ${width} px is ${wide} px wide`)
      const name = `${story}-${width}-${colorScheme}.png`
      await page.screenshot({ path: path.join(folder, name), fullPage: true })
      taken.push(name)
    }
  }
  await page.close()
}
await writeContactSheet()
await browser.close()
await server.stop(true)

/** Every picture small, by page: contact.html to click through and contact.png to glance at. */
async function writeContactSheet(): Promise<void> {
  const cells = taken.map(name => `<a href="${name}"><img src="${name}" width="230"><br>${name}</a>`)
  const style =
    'body{font:11px sans-serif}a{display:inline-block;margin:4px;vertical-align:top}img{max-height:420px;object-fit:cover;object-position:top;border:1px solid #999}'
  const html = path.join(folder, 'contact.html')
  await Bun.write(html, `<!doctype html><meta charset="utf-8"><style>${style}</style>${cells.join('')}`)
  const sheet = await browser.newPage({ viewport: { width: 1480, height: 900 } })
  await sheet.goto(`file://${html}`)
  await sheet.screenshot({ path: path.join(folder, 'contact.png'), fullPage: true })
}
