import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { listAudit } from '#db/audit.ts'
import { openWebWorld, studyForm } from '../faults/webWorld.ts'
import { analysisOf, studyOf } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { because } from '../support/skips.ts'
import { until } from '../support/until.ts'

const deploy = (name: string) => readFileSync(resolve(import.meta.dir, '../../deploy', name), 'utf8')
const program = (name: string) => Bun.which(name, { PATH: `${process.env.PATH}:/usr/sbin:/usr/bin` })
const unless = (found: unknown, what: string) => (found ? '' : because(`${what} is not on this machine`))

const freePort = () => {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const port = probe.port!
  void probe.stop(true)
  return port
}

/** The address of this machine in its network: seen from the proxy a client like any other. */
const ours = Object.values(networkInterfaces())
  .flatMap(each => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

const proxies = {
  nginx(folder: string, port: number, behind: string) {
    const site = deploy('nginx.conf')
      .replace('listen 80;', `listen ${port};`)
      .replace(/.*listen \[::\]:80;\n/, '')
      .replaceAll('127.0.0.1:3000', behind)
      .replace('location / {', 'location /bioce/ {')
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    const paths = temporary.map(name => `${name}_temp_path ${folder}/${name};`).join('\n')
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, `pid ${folder}/pid;\nevents {}\nhttp {\naccess_log off;\n${paths}\n${site}\n}\n`)
    return ['-c', file, '-e', join(folder, 'error.log'), '-g', 'daemon off;']
  },
  caddy(folder: string, port: number, behind: string) {
    const site = deploy('Caddyfile')
      .replace('lab.example.org {', `http://:${port} {`)
      .replace('reverse_proxy 127.0.0.1:3000', `reverse_proxy /bioce/* ${behind}`)
    const file = join(folder, 'Caddyfile')
    writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${site}`)
    return ['run', '--config', file, '--adapter', 'caddyfile']
  },
}

for (const name of ['nginx', 'caddy'] as const) {
  const path = program(name)
  const missing = unless(path && ours, name)
  describe.skipIf(missing !== '')(`behind ${name}, below a path${missing}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'bioce-proxy-'))
    let world: Awaited<ReturnType<typeof openWebWorld>>
    let web: TestServer
    let proxy: Bun.Subprocess
    let site: string

    beforeAll(async () => {
      const port = freePort()
      site = `http://${ours}:${port}/bioce`
      world = await openWebWorld({ checks: false })
      web = await world.startWeb({ BIOCE_ORIGIN: site, BIOCE_TRUSTED_PROXIES: '127.0.0.1' })
      const behind = `127.0.0.1:${new URL(web.origin).port}`
      const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
      const args = proxies[name](folder, port, behind)
      proxy = Bun.spawn([path!, ...args], { env, stdio: ['ignore', 'ignore', 'ignore'] })
      await until(async () => (await fetch(`${site}/help`).catch(() => undefined))?.ok)
    }, 240_000)
    afterAll(async () => {
      proxy?.kill('SIGKILL') // Caddy would wait for connections that are kept open

      await proxy?.exited
      await web?.stop()
      await world?.close()
      rmSync(folder, { recursive: true, force: true })
    }, 240_000)

    test('pages and an upload of 35 MB come through, with the client’s address', async () => {
      const { cookie, csrf } = await world.signIn()
      const headers = { cookie, accept: 'text/html', origin: new URL(site).origin }
      const page = await fetch(`${site}/studies`, { headers })
      expect([page.status, await page.text()]).toEqual([
        200,
        expect.stringContaining('href="/bioce/studies"'),
      ])
      const form = studyForm(csrf, 'Large')
      form.delete('profiles')
      form.set('library', new File([new Uint8Array(35e6)], 'library.zip'))
      const upload = { method: 'POST', headers, body: form, redirect: 'manual' } as const
      const sent = await fetch(`${site}/drafts`, upload)
      expect([sent.status, sent.headers.get('location')]).toEqual([303, '/bioce/drafts/1'])
      const visitor = await fetch(`${site}/sign-in`, { headers: { accept: 'text/html' } })
      const anonymous = { ...headers, cookie: visitor.headers.getSetCookie()[0]!.split(';')[0]! }
      const token = (await visitor.text()).match(/name="csrf" value="([^"]+)"/)![1]!
      const body = new URLSearchParams({ csrf: token, email: world.ada.email, password: 'wrong' })
      expect((await fetch(`${site}/sign-in`, { method: 'POST', headers: anonymous, body })).status).toBe(422)
      const [entry] = await listAudit(world.db.read, 1)
      expect(entry).toMatchObject({ action: 'sign_in_refused', address: ours })
    }, 240_000)

    test('an event of a stream does not wait for the next', async () => {
      const { cookie } = await world.signIn()
      const { id } = await world.db.write(
        async tx => await analysisOf(tx, await studyOf(tx, world.ada), 'Live'),
      )
      const stop = new AbortController()
      const stream = await fetch(`${site}/analyses/${id}/live`, { headers: { cookie }, signal: stop.signal })
      const { value } = await stream.body!.getReader().read()
      expect(new TextDecoder().decode(value)).toContain('data:')
      stop.abort()
    }, 240_000)
  })
}

const analyse = program('systemd-analyze')
const withoutSystemd = unless(analyse, 'systemd-analyze')
test.skipIf(withoutSystemd !== '')(`the unit is one that systemd takes${withoutSystemd}`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-unit-'))
  const file = join(folder, 'bioce.service')
  // The program and its user are made when it is installed.
  const unit = deploy('bioce.service')
    .replace('/opt/bioce/bioce', '/bin/true')
    .replace(/^(User|Group)=.*/gm, '$1=root')
  writeFileSync(file, unit)
  const child = Bun.spawn([analyse!, 'verify', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  expect(await new Response(child.stderr).text()).toBe('')
  expect(await child.exited).toBe(0)
  for (const line of ['RestartPreventExitStatus=75 78', 'TimeoutStopSec=20', 'StateDirectory=bioce'])
    expect(unit.split('\n')).toContain(line)
  rmSync(folder, { recursive: true })
})
