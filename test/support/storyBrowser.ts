import { afterAll, beforeAll } from 'bun:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { closePages, openBrowser } from './browser.ts'
import { serveStories } from './storyServer.tsx'

/** For a test file: the stories, served, and a browser to look at them; both go at its end. */
export function openStories() {
  const server = serveStories()
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)
  afterAll(async () => {
    await closePages()
    await server.stop(true)
  }, 60_000)
  return {
    url: server.url,
    newPage: (options?: BrowserContextOptions) => browser.newPage(options),
  }
}
