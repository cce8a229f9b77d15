import { chownSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './database.ts'
import { because } from './skips.ts'

/** Why tests with certificates of their own do not run; empty when they do. */
export const unlessOpenssl = Bun.which('openssl') ? '' : because('openssl is not installed here')

/** A certificate for localhost, signed by an authority of our own, and that of another authority. */
export function makeCertificates(owner: string) {
  const folder = temporaryFolder()
  const path = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => {
    const { exitCode, stderr } = Bun.spawnSync(['openssl', ...args], { cwd: folder })
    if (exitCode !== 0) throw new Error(stderr.toString())
  }
  const newKey = (name: string) => [
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`],
  ]
  for (const name of ['authority', 'other'])
    openssl('req', '-x509', ...newKey(name), '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`)
  openssl(
    'req',
    ...newKey('server'),
    '-out',
    'server.csr',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  )
  openssl(
    ...[
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'authority.pem',
      '-CAkey',
      'authority.key',
      '-CAcreateserial',
    ],
    ...['-days', '2', '-copy_extensions', 'copy', '-out', 'server.pem'],
  )
  if (process.getuid?.() === 0) {
    const uid = Number(Bun.spawnSync(['id', '-u', owner]).stdout.toString())
    for (const name of ['.', 'server.pem', 'server.key']) chownSync(path(name), uid, uid)
  }
  return {
    authority: path('authority.pem'),
    other: path('other.pem'),
    certificate: path('server.pem'),
    key: path('server.key'),
  }
}
