import { StartError } from './errors.ts'
import { isLoopback, WrongSetting } from './settingTexts.ts'

/** Where people may sign in who have an account there: an OpenID Connect provider. */
export interface SignOnProvider {
  /** Of its routes. */
  key: 'oidc' | 'orcid'
  /** As people know it. */
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  /** What is asked for beside the identity itself. */
  scope: string
}

/** Where people are looked up whose password here does not fit: a directory that speaks LDAP. */
export interface Directory {
  /** As people know it. */
  name: string
  url: string
  /** Below which people are. */
  base: string
  /** Who looks them up; nobody in particular where there is none. */
  reader: { dn: string; password: string } | undefined
}

export function ldapUrl(text: string | undefined): string | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined
  if (text !== undefined && !(url?.hostname && /^ldaps?:$/.test(url.protocol)))
    throw new WrongSetting('must be an address such as ldaps://ldap.example.org')
  return text
}

const orcid = 'https://orcid.org'

export function issuer(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))))
    throw new WrongSetting('must be an https address, such as https://login.example.org/realms/institute')
  return text
}

/** The name of a header of HTTP. */
export function headerName(text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\w-]{1,100}$/.test(text))
    throw new WrongSetting('must be the name of a header, such as X-Forwarded-Email')
  return text?.toLowerCase()
}

type Texts = Record<'issuer' | 'name' | 'id' | 'secret' | 'orcidId' | 'orcidSecret', string | undefined>

/** @throws StartError where one of the settings that belong together is missing */
export function signOnProviders(texts: Texts): SignOnProvider[] {
  const { issuer, name, id, secret, orcidId, orcidSecret } = texts
  const oidc = together(
    ['BIOCE_OIDC_ISSUER', issuer],
    ['BIOCE_OIDC_CLIENT_ID', id],
    ['BIOCE_OIDC_CLIENT_SECRET', secret],
  )
  const own = together(['BIOCE_ORCID_CLIENT_ID', orcidId], ['BIOCE_ORCID_CLIENT_SECRET', orcidSecret])
  return [
    ...(oidc
      ? [
          {
            key: 'oidc' as const,
            name: name ?? new URL(oidc[0]!).hostname,
            issuer: oidc[0]!,
            clientId: oidc[1]!,
            clientSecret: oidc[2]!,
            scope: 'openid email profile',
          },
        ]
      : []),
    ...(own
      ? [
          {
            key: 'orcid' as const,
            name: 'ORCID',
            issuer: orcid,
            clientId: own[0]!,
            clientSecret: own[1]!,
            scope: 'openid',
          },
        ]
      : []),
  ]
}

/** @throws StartError where one of the settings that belong together is missing */
export function directoryOf(
  texts: Record<'url' | 'base' | 'name' | 'dn' | 'password', string | undefined>,
): Directory | undefined {
  const { url, base, name, dn, password } = texts
  const found = together(['BIOCE_LDAP_URL', url], ['BIOCE_LDAP_BASE', base])
  const reader = together(['BIOCE_LDAP_BIND_DN', dn], ['BIOCE_LDAP_BIND_PASSWORD', password])
  if (!found) return undefined
  return {
    name: name ?? new URL(found[0]!).hostname,
    url: found[0]!,
    base: found[1]!,
    reader: reader && { dn: reader[0]!, password: reader[1]! },
  }
}

function together(...settings: [name: string, value: string | undefined][]): string[] | undefined {
  const values = settings.flatMap(([, value]) => value ?? [])
  if (values.length === 0) return undefined
  const missing = settings.find(([, value]) => value === undefined)
  if (missing)
    throw new StartError(
      `${missing[0]} is missing: ${settings.map(([name]) => name).join(', ')} belong together.`,
    )
  return values
}
