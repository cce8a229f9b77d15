import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openSqlite } from '#db/sqlite/open.ts'
import { insertToken } from '#db/tokens.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { hashSecret, mintSecret } from '#src/accounts/tokens.ts'
import { fieldsOf, formNamesOf, type Parameters } from '#src/method/parameters.ts'
import { browser } from '../support/accounts.ts'
import { temporaryFolder } from '../support/database.ts'
import { member } from '../support/people.ts'
import { program } from '../support/program.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because, long, unlessLong } from '../support/skips.ts'

/** The examples of docs/api.md, run as they stand there, and what they download run again. */
const root = resolve(import.meta.dir, '../..')
const missing = ['bash', 'curl', 'python3'].every(name => Bun.which(name))
  ? ''
  : because('bash, curl or python3 is not installed')
const folder = temporaryFolder()
const token = `bioce_${mintSecret().secret}`
let server: TestServer
let cookie = ''

beforeAll(async () => {
  if (missing) return
  server = await startServer({ env: { BIOCE_METHODS: join(root, 'examples') } })
  const db = openSqlite(join(server.data, 'db/bioce.sqlite'))
  await db.write(async tx => {
    const { id: userId } = await member(tx, 'scripter')
    cookie = `sid=${await startSession(tx, userId, browser, false, Date.now())}`
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
    BIOCE_TOKEN: token,
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

/** What the API answers, read with the token. */
async function get(path: string): Promise<Response> {
  return await fetch(`${server.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
}

/** The draws and weights of an analysis, once it has ended. */
async function contentOf(id: number): Promise<string[]> {
  let state = 'waiting'
  while (state === 'waiting' || state === 'running')
    ({ state } = (await (await get(`/analyses/${id}?wait=60`)).json()) as { state: string })
  expect(state).toBe('done')
  const files = await Promise.all(compared.map(name => get(`/analyses/${id}/files/${name}`)))
  return await Promise.all(files.map(async file => hashSecret(await file.text())))
}

const compared = ['weights.csv', 'draws.csv.gz', 'fit.csv']

/** A page, as the person who has the token sees it. */
const page = async (path: string, init: RequestInit = {}) =>
  await fetch(server.origin + path, {
    redirect: 'manual',
    ...init,
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...init.headers },
  })

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

test.skipIf(missing !== '')(
  `the Python client uploads what a method asks for and reads its numbers${missing}`,
  async () => {
    const printed = await run([
      'python3',
      '-c',
      `
import os
from bioce_client import Client

client = Client(os.environ["URL"], os.environ["TOKEN"])
study = client.upload_for("dose-response", {"tables": ["${join(root, 'examples/dose-response/example.csv')}"]}, name="Plates")
analysis = client.analyse(study["id"], method="dose-response", bottom="fixed")
client.wait(analysis["id"])
result = client.method_result(analysis["id"])
print(result["methodVersion"], *[each["label"] for each in result["numbers"]], sep="|")
`,
    ])
    expect(printed.trim()).toBe('1.0|EC50 of the first table|Hill slope|R²')
  },
  60_000,
)

test.skipIf(missing !== '' || !long)(
  `the same analysis by page, API, copied programs and command line gives the same bytes${missing || unlessLong}`,
  async () => {
    const { items } = (await (await get('/analyses')).json()) as {
      items: { id: number; studyId: number; parameters: Parameters }[]
    }
    const { id, studyId, parameters } = items.at(-1)!
    const first = await contentOf(id)
    const form = await (await page(`/studies/${studyId}/analyses/new`)).text()
    const body = new FormData()
    for (const [name, value] of Object.entries(fieldsOf(parameters)))
      if (formNamesOf(1).includes(name)) body.set(name, value)
    body.set('name', "Ada's page")
    body.set('submitKey', 'page')
    body.set('csrf', form.match(/name="csrf" value="([^"]+)"/)![1]!)
    const asked = await page(`/studies/${studyId}/analyses/program`, { method: 'POST', body })
    expect(asked.status).toBe(200)
    const sent = await page(`/studies/${studyId}/analyses`, { method: 'POST', body })
    expect(await contentOf(Number(sent.headers.get('location')?.match(/\d+$/)))).toEqual(first)

    const programs = await (await page(`/analyses/${id}/program`)).text()
    const copied = (text: string, name: string) =>
      text
        .match(new RegExp(`<code id="${name}">([^]*?)</code>`))![1]!
        .replace(/&(#34|quot);/g, '"')
        .replace(/&#(39|x27);/g, "'")
        .replace(/&lt;/g, '<')
        .replace(/&amp;/g, '&')
    const curl = JSON.parse(await run(['bash', '-euc', copied(programs, 'curl')])) as { id: number }
    expect(await contentOf(curl.id)).toEqual(first)
    const python = copied(await asked.text(), 'python')
    const printed = await run(['python3', '-c', python.replace("Ada's page", "Ada's program")])
    expect(await contentOf(Number(printed.match(/'id': (\d+)/)?.[1]))).toEqual(first)

    const files = ['--curve', 'curve.dat', '--profiles', 'profiles.txt']
    const settings = ['--seed', '1', '--iterations', '200', '--threads', '1']
    await run([...program, 'infer', ...files, ...settings, '--out', 'inferred'])
    expect(compared.map(name => hashSecret(contentIn(`inferred/${name}`).toString()))).toEqual(first)
  },
  120_000,
)
