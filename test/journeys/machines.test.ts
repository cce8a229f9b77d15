import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { type Database, openDatabase } from '#db/index.ts'
import { listWorkers } from '#db/workers.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/database.ts'
import { type DatabaseServer, usualServer } from '../support/databaseServers.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { setUpAdministrator, watchForTrouble } from './world.ts'

const { name, missing, unless, launch } = usualServer

/** Two machines, as far as one can be two: each has its own path to the folder that they share. */
describe.skipIf(missing !== '')(`two web servers and two workers on one ${name}${unless}`, () => {
  const main = resolve(import.meta.dir, '../../src/main.ts')
  const root = temporaryFolder()
  const machines = ['one', 'two'].map(name => join(root, name)) as [string, string]
  let database: DatabaseServer
  let url: string
  let db: Database
  let balancer: ReturnType<typeof Bun.serve>
  const webs: TestServer[] = []
  let browser: Browser
  let answered = [0, 0]

  beforeAll(async () => {
    mkdirSync(join(root, 'shared'))
    for (const machine of machines) symlinkSync(join(root, 'shared'), machine)
    database = await launch()
    url = await database.create('bioce')
    balancer = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: passOn })
    for (const data of machines)
      webs.push(await startServer({ data, env: environment(data), command: [process.execPath, main, 'web'] }))
    db = await openDatabase(url)
    browser = await openBrowser()
  }, 240_000)

  afterAll(async () => {
    await closePages()
    await Promise.all(webs.map(web => web.stop()))
    await balancer.stop(true)
    await db.close()
    await database.remove()
  }, 240_000)

  const environment = (data: string) => ({
    BIOCE_DATA: data,
    BIOCE_DATABASE_URL: url,
    BIOCE_ORIGIN: `http://localhost:${balancer.port}`,
    BIOCE_SLOTS: '1',
  })

  /** Each request goes to the next server. */
  async function passOn(request: Request): Promise<Response> {
    const turn = answered[0]! <= answered[1]! ? 0 : 1
    answered = answered.map((count, index) => count + Number(index === turn))
    const { pathname, search } = new URL(request.url)
    const body = request.body ? await request.arrayBuffer() : undefined
    const to = `http://localhost:${webs[turn]!.port}${pathname}${search}`
    return await fetch(to, {
      method: request.method,
      headers: request.headers,
      body,
      redirect: 'manual',
      decompress: false,
    })
  }

  const startWorker = (data: string) =>
    Bun.spawn([process.execPath, main, 'worker'], {
      env: { PATH: process.env.PATH, ...environment(data) },
      stdio: ['ignore', 'ignore', 'pipe'],
    })

  test('from the one-time link to the result of the example, each request to the other server', async () => {
    const workers = machines.map(startWorker)
    const page = await browser.newPage()
    const origin = `http://localhost:${balancer.port}`
    const trouble = watchForTrouble(page, origin)
    await setUpAdministrator(page, { ...webs[1]!, origin })
    await page.click('text=Try the example')
    await page.waitForURL(/\/analyses\/\d+$/)
    await page.waitForSelector('#weights', { timeout: 200_000 })
    expect(trouble).toEqual([])
    expect(Math.min(...answered)).toBeGreaterThan(5)
    expect((await listWorkers(db.read, Date.now() - 60_000)).length).toBe(2)
    for (const worker of workers) worker.kill('SIGTERM')
    expect(await Promise.all(workers.map(worker => worker.exited))).toEqual([0, 0])
  }, 240_000)

  test('a worker whose folder is another says so, and takes no job', async () => {
    const other = join(root, 'other')
    mkdirSync(join(other, 'userData'), { recursive: true })
    const worker = startWorker(other)
    expect(await worker.stderr.text()).toContain(
      `${other}/userData is not the folder that the web server of this database uses`,
    )
    expect(await worker.exited).toBe(78)
    await until(async () => (await listWorkers(db.read, 0)).length === 0)
  }, 240_000)
})
