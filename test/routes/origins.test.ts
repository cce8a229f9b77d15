import { describe, expect, test } from 'bun:test'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLog } from '#src/log.ts'
import { ask, makeWorld, openSite, type Sending } from './world.ts'

const site = openSite()
const own = ['https://lab.example.org', 'http://bioce.intranet:8080']
const { config } = openSite()
Object.assign(site.config, { origins: own, origin: own[0], isOriginSet: true })
const at = (host: string, path = '/', { headers, ...rest }: Sending = {}) =>
  ask(site, path, { ...rest, headers: { host, ...headers } })

describe('each of several origins', () => {
  test('is answered, and no other', async () => {
    const statuses = async (hosts: string[]) =>
      await Promise.all(hosts.map(async host => (await at(host)).status))
    expect(await statuses(['lab.example.org', 'LAB.example.org', 'bioce.intranet:8080'])).toEqual([
      200, 200, 200,
    ])
    const others = [
      'bioce.intranet',
      'example.org',
      'x.lab.example.org',
      'x//lab.example.org',
      '',
      'localhost:3000',
    ]
    expect(await statuses(others)).toEqual(others.map(() => 421))
  })

  test('has the cookies and the promise of TLS that fit it', async () => {
    const facts = async (host: string) => {
      const { headers } = await at(host)
      return [headers.getSetCookie()[0]!.split('=')[0], headers.get('strict-transport-security')]
    }
    expect(await facts('lab.example.org')).toEqual(['__Host-visitor', 'max-age=31536000'])
    expect(await facts('bioce.intranet:8080')).toEqual(['visitor', null])
  })

  test('takes forms from its own pages alone', async () => {
    const { actors } = await makeWorld(site)
    const { cookie, csrf } = actors.owner
    const send = async (host: string, origin: string) => {
      const headers = { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' }
      const body = new URLSearchParams({ csrf, firstName: 'Ada', lastName: 'King' }).toString()
      const request = new Request(`http://${host}/account/names`, { method: 'POST', headers, body })
      return (await site.app.handle(request)).status
    }
    expect(await send('bioce.intranet:8080', 'http://bioce.intranet:8080')).toBe(303)
    expect(await send('bioce.intranet:8080', 'https://lab.example.org')).toBe(403)
    expect(await send('bioce.intranet:8080', 'https://evil.example')).toBe(403)
  })

  test('has passkeys for its own host', async () => {
    const page = await (await at('bioce.intranet:8080', '/sign-in')).text()
    expect(page).toContain('&#34;rpId&#34;:&#34;bioce.intranet&#34;')
  })
})

describe('under another name', () => {
  const told = async (host: string, headers: Record<string, string> = {}) => {
    const response = await at(host, '/studies/3', { headers })
    expect(response.status).toBe(421)
    return await response.text()
  }

  test('the page tells both names and the setting', async () => {
    const page = await told('vm:3000')
    expect(page).toContain('<code>vm:3000</code>')
    for (const origin of own) expect(page).toContain(`<a href="${origin}/">${origin}/</a>`)
    expect(page).toContain(`<pre class="wrapped">BIOCE_ORIGIN=${own.join(',')},http://vm:3000</pre>`)
    expect(await told('vm', { 'x-forwarded-proto': 'https' })).toContain(',https://vm</pre>')
    site.config.isOriginSet = false
    expect(await told('vm:3000')).toContain('<pre class="wrapped">BIOCE_ORIGIN=http://vm:3000</pre>')
    site.config.isOriginSet = true
  })

  test('what was asked for is text, and no setting that harms', async () => {
    const page = await told('a"><script>alert(1)</script>')
    expect(page).not.toContain('<script')
    expect(page).toContain('&lt;script')
    expect(page).toContain('http://NAME</pre>')
  })

  test('programs get a sentence, monitors their answer, and pages their look', async () => {
    const plain = await at('vm', '/', { headers: { accept: '*/*' } })
    expect([plain.status, await plain.text()]).toEqual([
      421,
      `This server answers to ${own.join(', ')} only.`,
    ])
    expect((await at('vm', '/healthz')).status).toBe(200)
    expect((await at('vm', '/static/app.css')).status).toBe(200)
    expect((await at('vm', '/static/app.css', { method: 'POST' })).status).toBe(421)
  })

  test('the log tells what was asked for', async () => {
    const logs = join(config.logs, 'of-names')
    mkdirSync(logs, { recursive: true })
    openLog(logs, 'info', 'bioce', false)
    await told('vm:3000')
    const last = JSON.parse(readFileSync(join(logs, 'bioce.log'), 'utf8').trim().split('\n').at(-1)!)
    expect(last.properties).toMatchObject({ status: 421, asked: 'vm:3000' })
  })
})
