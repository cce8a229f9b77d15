import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { versionText } from '#src/commit.ts'
import { openWebWorld } from '../faults/webWorld.ts'
import { keepStudy, sampleLittle, submitAnalysis, uploadFiles, watchForTrouble } from '../journeys/world.ts'
import { writeBothCurves } from '../support/bothCurves.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { buildProgram, executable } from '../support/buildProgram.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { long, unlessLong } from '../support/skips.ts'

const folder = mkdtempSync(join(tmpdir(), 'bioce-empty-'))
let server: TestServer
let world: Awaited<ReturnType<typeof openWebWorld>>

beforeAll(async () => {
  if (!process.env.PROGRAM_UNDER_TEST) expect(await buildProgram()).toBe(executable)
  // Traps for an executable that would obey the folder it is started in.
  await Bun.write(join(folder, 'bunfig.toml'), 'preload = ["./missing.ts"]\n')
  await Bun.write(join(folder, '.env'), 'BIOCE_PORT=1\n')
  world = await openWebWorld({ checks: false, folder })
  server = await startServer({ command: [executable], cwd: folder, data: folder })
}, 120_000)

afterAll(async () => {
  expect(await server?.stop()).toBe(0)
  await world?.close()
  rmSync(folder, { recursive: true, force: true })
})

// All that it has to find or to start besides itself; where all checks run, journeys walk through the executable.
test('one executable in an empty folder has its pages, its fonts, and workers that check an upload', async () => {
  expect(await (await fetch(server.origin)).text()).toContain('</html>')
  expect((await fetch(`${server.origin}/static/app.css`)).status).toBe(200)
  const figure = await fetch(`${server.origin}/analyses/example/charts/fit.pdf?width=85`)
  expect((await figure.text()).slice(0, 5)).toBe('%PDF-')
  const page = await world.uploaded(server.origin, 'A study')
  expect(page).toContain('The files can be analysed')
}, 60_000)

test.skipIf(!long)(
  `it takes a curve and four structures to their result there${unlessLong}`,
  async () => {
    const page = await (await openBrowser()).newPage()
    const trouble = watchForTrouble(page, server.origin)
    const [name, value] = (await world.signIn()).cookie.split('=') as [string, string]
    await page.context().addCookies([{ name, value, url: server.origin }])
    await page.addInitScript("localStorage.setItem('toured', 'before')")
    const { saxs, library } = await writeBothCurves(join(folder, 'files'))
    await uploadFiles(page, server.origin, 'Four models', { curve: saxs, library })
    await keepStudy(page, '1/A')
    await page.click('[data-tour-step=analyse]')
    await page.fill('[name=name]', 'First')
    await sampleLittle(page)
    await submitAnalysis(page)
    expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(4)
    expect(trouble).toEqual([])
    await closePages()
  },
  300_000,
)

test('its sub-commands answer', async () => {
  const help = Bun.spawnSync([executable, '--help'], { cwd: folder, env: {} })
  expect(help.stdout.toString()).toContain('bioce [COMMAND]')
  const told = Bun.spawnSync([executable, '--version'], { cwd: folder, env: {} })
  expect(told.stdout.toString().trim()).toBe(versionText())
  const wrong = Bun.spawnSync([executable, 'web'], { cwd: folder, env: { BIOCE_PORT: 'many' } })
  expect(wrong.exitCode).toBe(78)
  expect(wrong.stderr.toString().trim()).toBe(
    'BIOCE_PORT must be a whole number from 0 to 65535; it is "many".',
  )
})
