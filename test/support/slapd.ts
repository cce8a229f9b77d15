import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { because } from './skips.ts'
import { until } from './until.ts'

const program = '/usr/sbin/slapd'
const base = 'dc=example,dc=org'
const reader = { dn: `cn=reader,${base}`, password: 'looks people up' }

/** Why there is no directory for tests; empty where OpenLDAP is installed. */
export const unlessSlapd = existsSync(program) ? '' : because('OpenLDAP (Debian: slapd) is not installed')

/** A real directory of its own, with one person in it. */
export async function startSlapd(person: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-slapd-'))
  mkdirSync(join(folder, 'db'))
  const schemas = ['core', 'cosine', 'inetorgperson'].map(name => `include /etc/ldap/schema/${name}.schema\n`)
  const settings = `${schemas.join('')}pidfile ${folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "${base}"
rootdn "${reader.dn}"
rootpw "${reader.password}"
directory ${folder}/db
`
  await Bun.write(join(folder, 'slapd.conf'), settings)
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const url = `ldap://127.0.0.1:${probe.port}`
  await probe.stop(true)
  const child = Bun.spawn([program, '-f', join(folder, 'slapd.conf'), '-h', url, '-d', '0'], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const client = new Client({ url })
  const answers = () =>
    client.bind(reader.dn, reader.password).then(
      () => true,
      () => child.exitCode !== null,
    )
  await until(answers)
  await client.add(base, { objectClass: ['dcObject', 'organization'], o: 'Example', dc: 'example' })
  await client.add(`uid=${person.uid},${base}`, { objectClass: 'inetOrgPerson', ...person })
  await client.unbind()
  return {
    url,
    base,
    reader,
    async stop() {
      child.kill()
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
