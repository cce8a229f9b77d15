/** Pictures of stories: `bun test/browser/screenshots.ts FOLDER [STORY...]`, three widths, light and dark. */
import path from 'node:path'
import { launchBrowser } from '../support/browser.ts'
import { stories } from '../support/stories.tsx'
import { serveStories } from '../support/storyServer.tsx'

const [folder, ...wanted] = process.argv.slice(2)
if (!folder) {
  console.error('usage: bun test/browser/screenshots.ts FOLDER [STORY...]')
  process.exit(2)
}
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
      await page.screenshot({
        path: path.join(folder, `${story}-${width}-${colorScheme}.png`),
        fullPage: true,
      })
    }
  }
  await page.close()
}
await browser.close()
await server.stop(true)
