import { BlockList, isIP } from 'node:net'
import { isAbsolute } from 'node:path'

/** What is wrong with a setting, as the end of a sentence that begins with its name. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting'
}

/** Readers that turn the text of a setting into a value. For a wrong text they throw the end of a sentence. */

export type Environment = Readonly<Record<string, string | undefined>>

export const whole = (fallback: number, least: number, most: number) => (text: string | undefined) => {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new WrongSetting(`must be a whole number from ${least} to ${most}`)
  return value
}

export const oneOf =
  <T extends string>(...choices: [T, ...T[]]) =>
  (text: string | undefined): T => {
    if (text === undefined) return choices[0]
    if (!choices.includes(text as T)) throw new WrongSetting(`must be one of ${choices.join(', ')}`)
    return text as T
  }

const list = (text: string | undefined) =>
  (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)

/** Whether an address is in a list of addresses and networks. */
export function networks(text: string | undefined): (address: string) => boolean {
  const known = new BlockList()
  for (const each of list(text)) {
    const [address = '', bits] = each.split('/')
    const family = familyOf(address)
    const bitsMax = family === 'ipv4' ? 32 : 128
    if (isIP(address) === 0 || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= bitsMax)))
      throw new WrongSetting('must be addresses or networks, such as 127.0.0.1,172.16.0.0/12')
    known.addSubnet(address, Number(bits ?? bitsMax), family)
  }
  return address => isIP(address) !== 0 && known.check(address, familyOf(address))
}

const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4')

/** Addresses of this machine and of private networks: where proxies stand. */
export const isNearby = networks(
  '127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,::1,fc00::/7,fe80::/10',
)

/** The names by which a machine knows itself: where nothing else is set, the site has them all. */
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

/** The addresses of the site: where each starts, and the path that they all have below it, '' for none. */
export interface Addresses {
  origins: [string, ...string[]]
  base: string
}

export function addresses(text: string | undefined, env: Environment): Addresses {
  const port = env.BIOCE_PORT ?? '3000'
  const urls = list(text ?? loopbackHosts.map(host => `http://${host}:${port}`).join(',')).map(address)
  const [base, other] = new Set(urls.map(({ pathname }) => pathname.replace(/\/$/, '')))
  if (base === undefined) throw new WrongSetting('must name an address, such as https://bioce.example.org')
  if (other !== undefined) throw new WrongSetting('must have the same path in each of its addresses')
  if (new Set(urls.map(({ host }) => host)).size < urls.length)
    throw new WrongSetting('must not name a host twice')
  return { origins: urls.map(url => url.origin) as Addresses['origins'], base }
}

function address(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const rest = url && url.username + url.password + url.search + url.hash
  if (!url || !/^https?:$/.test(url.protocol) || rest || !/^[\w./~-]+$/.test(url.pathname))
    throw new WrongSetting(
      'must be a scheme, a host and perhaps a path, such as https://lab.example.org/bioce',
    )
  return url
}

export const isLoopback = (host: string) => /^(localhost|127\.[\d.]+|::1|\[::1\])$|\.localhost$/.test(host)

/** Words between blanks. */
export const words = (text: string | undefined) => text?.split(/\s+/).filter(Boolean)

/** A folder that this machine and the nodes of a cluster see, perhaps by two paths. */
export interface SharedFolder {
  here: string
  there: string
}

export function sharedFolder(text: string | undefined): SharedFolder | undefined {
  if (text === undefined) return undefined
  const [here = '', there = here, more] = text.split('=')
  if (more !== undefined || ![here, there].every(isAbsolute))
    throw new WrongSetting('must be an absolute path, or PATH_HERE=PATH_ON_NODES')
  return { here, there }
}

/** What we say to sbatch ourselves. */
const ownOptions =
  /^--(parsable|job-name|output|error|input|chdir|export|export-file|requeue|no-requeue|nodes|ntasks|cpus-per-task|mem|time|partition|array|wait|wrap|test-only|hold|begin|dependency)(=|$)/

/** Each in one word: `--account=lab`. */
export function sbatchOptions(text: string | undefined): string[] {
  const options = words(text) ?? []
  for (const option of options)
    if (!/^--[a-z][\w-]*(=.*)?$/.test(option) || ownOptions.test(option))
      throw new WrongSetting(`may hold long options of sbatch that are not set by others, not ${option}`)
  return options
}

export function smtpUrl(text: string | undefined): string | undefined {
  if (text !== undefined && !/^smtps?:\/\/[^\s]+$/.test(text))
    throw new WrongSetting('must look like smtp://user:password@host:587')
  return text
}

export function releases(text: string | undefined): string | undefined {
  if (text !== undefined && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)))
    throw new WrongSetting('must be a web address')
  return text
}

export function token(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\w.~+/=-]{16,200}$/.test(text))
    throw new WrongSetting('must be 16 to 200 letters, digits or the signs . ~ + / = _ -')
  return text
}

export function sender(text: string | undefined, env: Environment): string {
  const value = text ?? `BioCE <bioce@${new URL(addresses(env.BIOCE_ORIGIN, env).origins[0]).hostname}>`
  if (/[\r\n]/.test(value) || !value.includes('@'))
    throw new WrongSetting('must be an e-mail address, such as BioCE <bioce@example.org>')
  return value
}
