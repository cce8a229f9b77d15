import type { Client } from 'ldapts'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import { isLoopback } from '../settingTexts.ts'
import type { Directory } from '../signOnSettings.ts'
import type { ProvedIdentity } from './signOn.ts'

const waitMs = 5000
/** What stays with a person, in OpenLDAP and 389 Directory Server, and in Active Directory. */
const numbers = ['entryUUID', 'nsUniqueId', 'objectGUID']

/**
 * The person of a directory who has this address there and this password. That the address is theirs is the directory's word.
 * @throws AppError unavailable where it does not answer
 */
export async function proveByDirectory(
  directory: Directory,
  email: string,
  password: string,
): Promise<ProvedIdentity | undefined> {
  if (password === '') return undefined // to a directory that is no password at all, and right
  const { url, base, reader, name } = directory
  const { Client, EqualityFilter } = await openLibrary()
  const client = new Client({ url, timeout: waitMs, connectTimeout: waitMs })
  try {
    const { protocol, hostname } = new URL(url)
    if (protocol === 'ldap:' && !isLoopback(hostname)) await client.startTLS({ servername: hostname })
    if (reader) await client.bind(reader.dn, reader.password)
    const { searchEntries } = await client.search(base, {
      filter: new EqualityFilter({ attribute: 'mail', value: email }),
      attributes: ['mail', 'givenName', 'sn', ...numbers],
      explicitBufferAttributes: ['objectGUID'],
    })
    const [entry] = searchEntries.length === 1 ? searchEntries : []
    // Who is not there takes as long as a wrong password.
    if (!(await fits(client, entry?.dn ?? `cn=nobody,${base}`, password)) || !entry) return undefined
    const text = (attribute: string) => [entry[attribute]].flat().map(textOf).find(Boolean)
    const subject = numbers.map(text).find(Boolean) ?? entry.dn
    return { issuer: url, subject, email, firstName: text('givenName'), lastName: text('sn') }
  } catch (error) {
    log.warning('directory failed', { directory: name, error })
    throw new AppError(
      'unavailable',
      `${name} does not answer, so its passwords cannot be checked. Please try again in a moment.`,
    )
  } finally {
    await client.unbind().catch(() => {})
  }
}

/** Most sites have no directory, and need not load it as they start. */
const openLibrary = () => import('ldapts')

async function fits(client: Client, dn: string, password: string): Promise<boolean> {
  const { InvalidCredentialsError } = await openLibrary()
  try {
    await client.bind(dn, password)
    return true
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false
    throw error
  }
}

const textOf = (value: string | Buffer | undefined) =>
  typeof value === 'string' ? value : value?.toString('hex')
