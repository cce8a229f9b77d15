import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { versionText } from '#src/commit.ts'
import {
  keepStudy,
  sampleLittle,
  setUpAdministrator,
  submitAnalysis,
  uploadFiles,
  watchForTrouble,
} from '../journeys/world.ts'
import { writeBothCurves } from '../support/bothCurves.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { buildProgram, executable } from '../support/buildProgram.ts'
import { startServer, type TestServer } from '../support/server.ts'

const root = resolve(import.meta.dir, '../..')
const folder = mkdtempSync(join(tmpdir(), 'bioce-empty-'))
let server: TestServer
let browser: Browser

beforeAll(async () => {
  if (!process.env.PROGRAM_UNDER_TEST) expect(await buildProgram()).toBe(executable)
  // Traps for an executable that would obey the folder it is started in.
  await Bun.write(join(folder, 'bunfig.toml'), 'preload = ["./missing.ts"]\n')
  await Bun.write(join(folder, '.env'), 'BIOCE_PORT=1\n')
  server = await startServer({ command: [executable], cwd: folder, data: folder })
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await closePages()
  expect(await server?.stop()).toBe(0)
  rmSync(folder, { recursive: true, force: true })
})

// The example, too, comes from the executable where all checks run: test/journeys/example.test.ts.
test('one executable in an empty folder takes a curve and four structures to their result', async () => {
  const page = await browser.newPage()
  const trouble = watchForTrouble(page, server.origin)
  await setUpAdministrator(page, server)
  const { saxs, library } = await writeBothCurves(join(folder, 'files'))
  await uploadFiles(page, server.origin, 'Four models', { curve: saxs, library })
  await keepStudy(page, '1/A')
  await page.click('[data-tour-step=analyse]')
  await page.fill('[name=name]', 'First')
  await sampleLittle(page)
  await submitAnalysis(page)
  expect(await page.locator('#weights table[data-sortable] tbody tr').count()).toBe(4)
  // Its fonts lie inside the executable.
  const figure = await fetch(`${server.origin}/analyses/example/charts/fit.pdf?width=85`)
  expect((await figure.text()).slice(0, 5)).toBe('%PDF-')
  expect(trouble).toEqual([])
}, 300_000)

test.each<[string[], Record<string, string>, string]>([
  [['web'], { BIOCE_DATA: '/dev/null' }, 'a part of the path is a file'],
  [['web'], { BIOCE_HOST: '192.0.2.1' }, 'not an address of this machine'],
  [['web'], { BIOCE_METHODS: '/nowhere' }, 'BIOCE_METHODS=/nowhere cannot be read'],
  [['strat'], {}, 'There is no command "bioce strat"'],
  [['start', 'x'], {}, 'takes no arguments'],
])('what does not let it start is one line and exit code 78: %p %p', (args, env, sentence) => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'bioce-wrong-'))
  const wrong = Bun.spawnSync([executable, ...args], {
    cwd: elsewhere,
    env: { BIOCE_PORT: '0', ...env },
  })
  const said = wrong.stderr.toString().trim()
  rmSync(elsewhere, { recursive: true })
  expect([wrong.exitCode, said.split('\n').length, said]).toEqual([78, 1, expect.stringContaining(sentence)])
})

test('its sub-commands answer', async () => {
  const help = Bun.spawnSync([join(root, 'dist/bioce'), '--help'], { cwd: folder, env: {} })
  expect(help.stdout.toString()).toContain('bioce [COMMAND]')
  const told = Bun.spawnSync([join(root, 'dist/bioce'), '--version'], { cwd: folder, env: {} })
  expect(told.stdout.toString().trim()).toBe(versionText())
  const wrong = Bun.spawnSync([join(root, 'dist/bioce'), 'web'], { cwd: folder, env: { BIOCE_PORT: 'many' } })
  expect(wrong.exitCode).toBe(78)
  expect(wrong.stderr.toString().trim()).toBe(
    'BIOCE_PORT must be a whole number from 0 to 65535; it is "many".',
  )
})
