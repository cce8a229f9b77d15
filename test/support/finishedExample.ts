import { Database } from 'bun:sqlite'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { setUpAdministrator } from '../journeys/world.ts'
import { program } from './program.ts'
import { startServer, type TestServer } from './server.ts'

/** The web alone: no worker takes an analysis, so that a result can be put in its place. */
export const startWeb = (): Promise<TestServer> => startServer({ command: [...program, 'web'] })

/**
 * Signs the administrator of a new server in, asks for the example and finishes its analysis with these
 * files, by their paths in an analysis folder. Ends on its page.
 */
export async function finishExample(
  page: Page,
  server: TestServer,
  files: Record<string, string | Blob>,
): Promise<string> {
  await setUpAdministrator(page, server)
  await page.click('text=Try the example')
  await page.waitForURL(/\/analyses\/\d+$/)
  const url = page.url()
  const study = join(server.data, 'userData/user1/study1')
  for (const [path, content] of Object.entries(files)) {
    const to = join(study, 'analysis1', path)
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, typeof content === 'string' ? content : await new Response(content).bytes())
  }
  const database = new Database(join(server.data, 'db/bioce.sqlite'))
  database.run("UPDATE analyses SET state = 'done', finished_at = created_at")
  database.close()
  await page.goto(url)
  return url
}
