import type { Configuration } from 'openid-client'
import { minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import { log } from '../log.ts'
import type { Key } from '../secrets.ts'
import { isLoopback } from '../settingTexts.ts'
import type { SignOnProvider } from '../signOnSettings.ts'
import { openSealed, seal } from './sealed.ts'

/** Who somebody is, by the word of a provider. */
export interface ProvedIdentity {
  issuer: string
  /** Never given to anybody else there. */
  subject: string
  /** Only where the provider says that it is theirs. */
  email?: string
  firstName?: string
  lastName?: string
}

/** What the browser keeps while its person is at the provider. */
interface Journey {
  provider: string
  state: string
  nonce: string
  verifier: string
  next?: string
  /** Who was signed in when it began; 0 for nobody. */
  viewerId: number
  at: number
}

const journeyMsMax = 15 * minuteMs
const use = 'sign-on'

/** Where to send a person, and what their browser keeps until they are back. @throws AppError unavailable */
export async function beginSignOn(
  provider: SignOnProvider,
  returnTo: string,
  key: Key,
  { next, viewerId }: Pick<Journey, 'next' | 'viewerId'>,
  now: number,
): Promise<{ url: string; kept: string }> {
  const oidc = await openLibrary()
  const config = await configOf(provider)
  const journey: Journey = {
    provider: provider.key,
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    next,
    viewerId,
    at: now,
  }
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: returnTo,
    scope: provider.scope,
    state: journey.state,
    nonce: journey.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: 'S256',
    // Somebody who is signed in proves to be themselves.
    ...(viewerId === 0 ? {} : { prompt: 'login' }),
  })
  return { url: url.href, kept: seal(key, use, journey) }
}

/**
 * Reads what the provider sent a person back with.
 * @param arrived the address that they came back to, with its query
 * @throws AppError forbidden when it does not fit to what the browser kept, or the person declined; unavailable
 */
export async function endSignOn(
  provider: SignOnProvider,
  arrived: URL,
  kept: string,
  key: Key,
  viewerId: number,
  now: number,
): Promise<{ identity: ProvedIdentity; next: string | undefined }> {
  const journey = openSealed(key, use, kept, now) as Journey | undefined
  const fits = journey?.provider === provider.key && journey.viewerId === viewerId
  if (!journey || !fits || now - journey.at > journeyMsMax)
    throw refused('It took too long, or began in another browser.')
  if (arrived.searchParams.get('error') === 'access_denied') throw refused('It was declined there.')
  const oidc = await openLibrary()
  const config = await configOf(provider)
  const tokens = await oidc
    .authorizationCodeGrant(config, arrived, {
      pkceCodeVerifier: journey.verifier,
      expectedState: journey.state,
      expectedNonce: journey.nonce,
      idTokenExpected: true,
    })
    .catch(error => {
      log.warning('sign-on refused', {
        provider: provider.key,
        error: String(error),
        cause: String(error.cause ?? ''),
      })
      throw refused(`${provider.name} did not confirm it.`)
    })
  const { sub, ...claims } = tokens.claims()!
  // Some providers tell of a person only where they are asked once more.
  const asked =
    claims.email === undefined &&
    config.serverMetadata().userinfo_endpoint &&
    provider.scope.includes('email')
      ? await oidc.fetchUserInfo(config, tokens.access_token, sub).catch(() => undefined)
      : undefined
  return { identity: identityIn(provider, sub, { ...asked, ...claims }), next: journey.next }
}

function identityIn(
  { issuer }: SignOnProvider,
  subject: string,
  claims: Record<string, unknown>,
): ProvedIdentity {
  const text = (name: string) => (typeof claims[name] === 'string' ? (claims[name] as string) : undefined)
  return {
    issuer,
    subject,
    email: claims.email_verified === true ? text('email') : undefined,
    firstName: text('given_name') ?? text('name')?.split(' ')[0],
    lastName: text('family_name') ?? text('name')?.split(' ').slice(1).join(' '),
  }
}

const refused = (why: string) => new AppError('forbidden', `You were not signed in. ${why} Please try again.`)

/** Most sites have no provider, and need not load it as they start. */
const openLibrary = () => import('openid-client')

const configs = new Map<string, Promise<Configuration>>()

/** What the provider publishes of itself, asked for once. */
async function configOf(provider: SignOnProvider): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = provider
  const known = `${issuer} ${clientId}`
  const found = configs.get(known) ?? discover(new URL(issuer), clientId, clientSecret)
  configs.set(known, found)
  try {
    return await found
  } catch (error) {
    configs.delete(known)
    log.warning('sign-on unavailable', { provider: provider.key, error: String(error) })
    throw new AppError(
      'unavailable',
      `${provider.name} does not answer. Please try again later, or sign in with a password.`,
    )
  }
}

async function discover(issuer: URL, clientId: string, clientSecret: string): Promise<Configuration> {
  const oidc = await openLibrary()
  // Tokens are believed for their signature, not only for where they came from.
  const execute = [oidc.enableNonRepudiationChecks]
  if (issuer.protocol === 'http:' && isLoopback(issuer.hostname)) execute.push(oidc.allowInsecureRequests)
  return await oidc.discovery(issuer, clientId, clientSecret, undefined, { execute, timeout: 10 })
}
