import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openSqlite } from '#db/sqlite/open.ts'
import { insertToken } from '#db/tokens.ts'
import { hashSecret, mintSecret } from '#src/accounts/tokens.ts'
import { temporaryFolder } from '../support/database.ts'
import { member } from '../support/people.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'

/** The examples of docs/api.md, run as they stand there, and what they download run again. */
const root = resolve(import.meta.dir, '../..')
const missing = ['bash', 'curl', 'python3'].every(name => Bun.which(name))
  ? ''
  : because('bash, curl or python3 is not installed')
const folder = temporaryFolder()
const token = `bioce_${mintSecret().secret}`
let server: TestServer

beforeAll(async () => {
  if (missing) return
  server = await startServer()
  const db = openSqlite(join(server.data, 'db/bioce.sqlite'))
  await db.write(async tx => {
    const { id: userId } = await member(tx, 'scripter')
    const times = { createdAt: Date.now(), expiresAt: Date.now() + 3_600_000 }
    const facts = { purpose: 'api', hash: hashSecret(token), data: { scope: 'submit' } } as const
    await insertToken(tx, { ...facts, userId, ...times })
  })
  db.close()
  const q = Array.from({ length: 30 }, (_, i) => 0.01 * (i + 1))
  const profiles = q.map(x => [15, 20, 25].map(rg => Math.exp(-(x * x * rg * rg) / 3)))
  const curve = q.map((x, i) => `${x} ${0.6 * profiles[i]![0]! + 0.4 * profiles[i]![2]!} 0.005`)
  await Bun.write(join(folder, 'curve.dat'), curve.join('\n'))
  await Bun.write(join(folder, 'profiles.txt'), profiles.map(row => row.join(' ')).join('\n'))
}, 60_000)
afterAll(async () => void (await server?.stop()))

const exampleIn = (language: 'curl' | 'python') =>
  readFileSync(join(root, 'docs/api.md'), 'utf8')
    .split(`<!-- example: ${language} -->\n`)[1]!
    .split('<!-- end of example -->')[0]!
    .replace(/^ {4}/gm, '')

async function run(command: string[]) {
  const env = {
    ...process.env,
    URL: server.origin,
    TOKEN: token,
    PYTHONPATH: join(root, 'clients/python'),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  const child = Bun.spawn(command, { cwd: folder, env, stdout: 'pipe', stderr: 'pipe' })
  const [out, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  expect([code, code === 0 ? '' : errors + out]).toEqual([0, ''])
  return out
}

const contentIn = (path: string) => readFileSync(join(folder, path))

test.skipIf(missing !== '')(
  `the examples and bioce run give the same bytes${missing}`,
  async () => {
    await run(['bash', '-euo', 'pipefail', '-c', exampleIn('curl')])
    const printed = await run(['python3', '-c', exampleIn('python')])
    expect(printed.trim().split('\n').length).toBe(3)
    await run([...program, 'run', 'archive.zip', '--threads', '1'])
    expect(contentIn('archive/output/weights.csv').equals(contentIn('weights.csv'))).toBe(true)
    const output = readdirSync(join(folder, 'archive/output'))
    expect(output).toEqual(expect.arrayContaining(['weights.csv', 'result.json', 'draws.csv.gz']))
    const wrong = Bun.spawnSync(['python3', '-c', exampleIn('python').replace('TOKEN"]', 'TOKEN"] + "x"')], {
      cwd: folder,
      env: { ...process.env, URL: server.origin, TOKEN: token, PYTHONPATH: join(root, 'clients/python') },
    })
    expect(wrong.stderr.toString()).toContain('BioceError: Send a valid token')
  },
  120_000,
)
