import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { openRequestTimes } from '#src/admin/requestTimes.ts'
import { metricsRoutes } from '#src/routes/metrics.ts'
import { temporaryFolder } from '../support/database.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'
import { openSite } from './world.ts'

const site = openSite({ origin: 'https://lab.example.org' })
site.app.listen({ port: 0, hostname: '127.0.0.1' })
afterAll(() => site.app.stop())
const url = `http://127.0.0.1:${site.app.server!.port}`
const failed = { state: 'failed', reason: 'no "fit"\\', finishedAt: noon } as const
await site.db.write(async tx => analysisOf(tx, await studyOf(tx, await member(tx, 'ada')), 'A', failed))

/** One line of a sample as the exposition format has it. */
const sample =
  /^[a-zA-Z_:][\w:]*(\{[a-zA-Z_]\w*="(\\["\\n]|[^"\\\n])*"(,[a-zA-Z_]\w*="(\\["\\n]|[^"\\\n])*")*\})? (\+Inf|-?\d+(\.\d+)?(e[+-]?\d+)?)$/

test('Prometheus on this machine reads figures in its own format', async () => {
  await fetch(`${url}/healthz`)
  const answer = await fetch(`${url}/metrics`)
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  const text = await answer.text()
  const lines = text.trimEnd().split('\n')
  expect(lines.filter(line => !line.startsWith('# ') && !sample.test(line))).toEqual([])
  const types = [...text.matchAll(/^# TYPE (\S+) (gauge|counter|histogram)$/gm)].map(([, name]) => name!)
  expect(new Set(types).size).toBe(types.length)
  // Every sample stands below the type of its family.
  let family = ''
  for (const line of lines)
    if (line.startsWith('# TYPE')) family = line.split(' ')[2]!
    else if (!line.startsWith('#')) expect(line.replace(/(_bucket|_sum|_count)?[{ ].*/, '')).toBe(family)
  expect(text).toContain('bioce_analyses_failed_30d{reason="no \\"fit\\"\\\\"} 1\n')
  const figure = (name: string) =>
    Number(
      text
        .split('\n')
        .find(line => line.startsWith(`${name} `))
        ?.split(' ')[1],
    )
  expect(figure('bioce_disk_free_bytes')).toBeGreaterThan(0)
  expect(figure('bioce_queue_waiting')).toBe(0)
  const counted = (le: string) => Number(text.match(new RegExp(`status="2xx",le="${le}"} (\\d+)`))?.[1])
  expect(counted('\\+Inf')).toBeGreaterThanOrEqual(1)
  expect(counted('10')).toBeLessThanOrEqual(counted('\\+Inf'))
})

test('to anybody else they do not exist', async () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'via'])
    expect((await fetch(`${url}/metrics`, { headers: { [name]: '192.0.2.9' } })).status).toBe(404)
  expect((await site.app.handle(new Request('https://lab.example.org/metrics'))).status).toBe(404)
})

test('with a token they are for who has it, wherever they are', async () => {
  const config = { ...site.config, metricsToken: 'a-long-token-0123' }
  const app = metricsRoutes({ ...site, config, now: () => noon }, openRequestTimes())
  const status = async (authorization: string) =>
    (await app.handle(new Request(`${site.config.origin}/metrics`, { headers: { authorization } }))).status
  expect(await status('Bearer a-long-token-0123')).toBe(200)
  for (const wrong of ['', 'Bearer', 'Bearer a-long-token-012', 'Bearer A-long-token-0123'])
    expect(await status(wrong)).not.toBe(200)
})

test('the age of the continuous copy is told where there is to be one', async () => {
  const config = {
    ...site.config,
    metricsToken: 'a-long-token-0123',
    replica: join(temporaryFolder(), 'none'),
  }
  const app = metricsRoutes({ ...site, config, now: () => noon }, openRequestTimes())
  const headers = { authorization: 'Bearer a-long-token-0123' }
  const answer = await app.handle(new Request(`${site.config.origin}/metrics`, { headers }))
  const line = (await answer.text()).split('\n').find(each => each.startsWith('bioce_replica_age_seconds'))
  expect(line).toBe('bioce_replica_age_seconds +Inf')
  expect(line).toMatch(sample)
})
