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
