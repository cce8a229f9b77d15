import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { serveStories } from '../support/storyServer.tsx'

const server = serveStories()
let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await server.stop(true)
}, 30_000)

const toured = ['homeSignedIn', 'studies', 'upload', 'study', 'analysisForm', 'running', 'result']

for (const [width, colorScheme] of [
  [360, 'dark'],
  [1440, 'light'],
] as const) {
  test(`every tour plays to its end at ${width} px, ${colorScheme}`, async () => {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    })
    const found: string[] = []
    page.on('pageerror', error => found.push(error.message))
    page.on('console', message => /policy|refused/i.test(message.text()) && found.push(message.text()))
    for (const story of toured) {
      await page.goto(`${server.url}${story}`)
      // The first visit to the studies starts by itself; later ones and other pages by the button.
      if (story === 'studies') await page.waitForSelector('.shepherd-element.shepherd-enabled')
      else await page.click('[data-start-tour]')
      for (let last = false; !last; ) {
        const step = page.locator('.shepherd-element.shepherd-enabled:not([hidden])')
        await step.waitFor()
        const box = (await step.boundingBox())!
        const title = await step.locator('.shepherd-title').textContent()
        if (box.x < 0 || box.x + box.width > width + 1) found.push(`${story}: “${title}” is off the screen`)
        const next = step.locator('.shepherd-footer button').last()
        last = (await next.textContent()) === 'Done'
        await next.click()
      }
      await page.waitForSelector('.shepherd-element.shepherd-enabled:not([hidden])', { state: 'detached' })
    }
    await page.close()
    expect(found).toEqual([])
  }, 240_000)
}
