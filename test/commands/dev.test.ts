import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { states } from '#db/schema.ts'
import { watchManifests, watchSources } from '../../scripts/dev.ts'
import { people } from '../../scripts/seed.ts'
import { temporaryFolder } from '../support/database.ts'
import { startServer } from '../support/server.ts'
import { long, unlessLong } from '../support/skips.ts'
import { until } from '../support/until.ts'

const script = resolve(import.meta.dir, '../../scripts/dev.ts')

test('the development server has people who can sign in and analyses in every state, and removes its data', async () => {
  const server = await startServer({
    command: [process.execPath, script],
    env: { TMPDIR: temporaryFolder() },
  })
  const folder = server.output().match(/The data is in (\S+)/)![1]!
  const database = new Database(join(folder, 'db/bioce.sqlite'), { readonly: true })
  try {
    const analyses = () => database.query<{ state: string }, []>('SELECT state FROM analyses').all()
    await until(() => new Set(analyses().map(({ state }) => state)).size === states.length)
    const uploads = () => database.query("SELECT id FROM drafts WHERE state = 'done'").all()
    await until(() => uploads().length === 2)
    for (const { email, password } of Object.values(people)) {
      expect(server.output()).toContain(password)
      expect(await signIn(server.origin, email, password)).toBe('/studies')
    }
  } finally {
    database.close()
    expect(await server.stop()).toBe(0)
  }
  expect(existsSync(folder)).toBe(false)
})

/** Where the form of signing in leads to. */
async function signIn(origin: string, email: string, password: string): Promise<string | null> {
  const page = await fetch(`${origin}/sign-in`)
  const csrf = (await page.text()).match(/name="csrf" value="([^"]+)"/)![1]!
  const cookie = page.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ')
  const body = new URLSearchParams({ csrf, email, password })
  const headers = { cookie, origin }
  const answer = await fetch(`${origin}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
  return answer.headers.get('location')
}

test.each([
  ['BIOCE_HOST', '0.0.0.0', '0.0.0.0'],
  ['BIOCE_HOST', '192.0.2.1', '192.0.2.1'],
  ['BIOCE_ORIGIN', 'https://lab.example.org', 'lab.example.org'],
])('it does not start with %s=%s', (name, value, host) => {
  const env = { PATH: process.env.PATH, TMPDIR: temporaryFolder(), [name]: value }
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, script], { env })
  expect(stderr.toString()).toContain(`serves this machine alone, not ${host}.`)
  expect(exitCode).toBe(78)
})

test('it starts again for a source file that changes, not for data beside it', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'pages'))
  const page = join(folder, 'pages/home.tsx')
  writeFileSync(page, '')
  const changed: string[] = []
  const stop = watchSources([folder], file => changed.push(file), 20)
  try {
    appendFileSync(join(folder, 'bioce.sqlite-wal'), 'data')
    appendFileSync(page, 'export {}')
    await until(() => changed.length > 0)
    expect(changed).toEqual(['pages/home.tsx'])
  } finally {
    stop()
  }
})

test.skipIf(!long)(
  `it says what is wrong with a laboratory's manifest when it changes, and when all are right again${unlessLong}`,
  async () => {
    const methods = temporaryFolder()
    const manifest = join(methods, 'slope.json')
    const said: string[] = []
    const changed: [string, boolean][] = []
    const stop = watchManifests(
      methods,
      (...change) => changed.push(change),
      line => said.push(line),
    )
    try {
      writeFileSync(manifest, '{\n"name": 1\n}')
      await until(() => changed.length > 0)
      expect(said[0]).toContain(`${manifest}, line `)
      expect(changed).toEqual([['slope.json', false]])
      writeFileSync(manifest, JSON.stringify({ name: 'slope', title: 'Slope', command: ['true'] }))
      await until(() => changed.length > 1)
      expect(said.at(-1)).toBe('slope.json changed: the manifests are right.')
      expect(changed.at(-1)).toEqual(['slope.json', true])
    } finally {
      stop()
    }
  },
)
