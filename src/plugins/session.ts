import { randomBytes } from 'node:crypto'
import { requestContext } from '#db/audit.ts'
import { findUser } from '#db/users.ts'
import { deviceCookieOf, issueDevice, knownMsMax } from '#src/accounts/device.ts'
import { admit, type Client, findViewer, rememberedMsMax, type Viewer } from '#src/accounts/sessions.ts'
import { paths } from '#views/paths.ts'
import { isWithin } from '#views/route.ts'
import { AppError } from '../errors.ts'
import { goodKeys } from '../secrets.ts'
import { csrfToken } from './csrf.ts'
import type { Deps } from './deps.ts'
import type { FlashWord } from './flashes.ts'
import { originOf } from './origins.ts'

/** What every page knows of its visitor. */
export interface Visit {
  viewer: Viewer | null
  client: Client
  /** Which of the site's origins the visitor is at. */
  origin: string
  /** Whether the viewer would still be let in: for uploads and streams, which outlast a look at the cookie. */
  isStillIn(): Promise<boolean>
  /** The tokens that this visitor's forms may carry; new ones carry the first, masked. */
  csrfTokens: Buffer[]
  /** Sets the session's cookie; null ends it. */
  keepSession(secret: string | null, remember?: boolean): void
  /** What the browser keeps while its person signs in elsewhere; null ends it. */
  signOn: string | undefined
  keepSignOn(text: string | null): void
  /** The cookie that makes this browser known to an account. */
  deviceOf(email: string): string | undefined
  /** Makes this browser known to a person's account as it is now. */
  keepDevice(userId: number): Promise<void>
  /** What the last action left to say. */
  flash: string | undefined
  /** Leaves a word for the next page to say: see flashes.ts. */
  say(word: FlashWord): void
}

/** `__Host-` binds the cookie to this host over TLS; plain http cannot have it, nor a site that is a part of a host. */
function cookiePrefix(isTls: boolean, base: string): string {
  if (!isTls) return ''
  return base ? '__Secure-' : '__Host-'
}

/** Finds out who is asking and from where. A visitor without a session gets a cookie that their forms are bound to. */
export async function visitOf({ request, set }: Context, deps: Deps): Promise<Visit> {
  const { base } = deps.config
  const origin = originOf(request, deps.config) ?? deps.config.origin
  const isTls = origin.startsWith('https:')
  const prefix = cookiePrefix(isTls, base)
  const sid = `${prefix}sid`
  const visitor = `${prefix}visitor`
  const attributes = `Path=${base || '/'}; HttpOnly; SameSite=Lax${isTls ? '; Secure' : ''}`
  const cookies = readCookies(request.headers.get('cookie'))
  const secret = cookies.get(sid)
  const admitted = secret ? await admit(deps.db, secret, deps.now(), isPoll(request)) : undefined
  const viewer = admitted?.viewer
  const current = admitted && (admitted.renewed ?? secret)
  const setCookies: string[] = []
  const setCookie = (text: string) => {
    setCookies.push(text)
    set.headers['set-cookie'] = setCookies as never
  }
  const anonymous = cookies.get(visitor) ?? randomBytes(16).toString('hex')
  if (!viewer && !cookies.has(visitor)) setCookie(`${visitor}=${anonymous}; ${attributes}`)
  const holder = viewer ? `session:${viewer.session.id}` : `visitor:${anonymous}`
  const keepSession = (secret: string | null, remember = false) => {
    const age = secret === null ? '; Max-Age=0' : remember ? `; Max-Age=${rememberedMsMax / 1000}` : ''
    setCookie(`${sid}=${secret ?? ''}; ${attributes}${age}`)
  }
  if (admitted?.renewed) keepSession(admitted.renewed, true)
  const flash = cookies.get('flash')
  if (flash && request.method === 'GET') setCookie(`flash=; ${attributes}; Max-Age=0`)
  return {
    viewer: viewer ?? null,
    isStillIn: async () => !current || (await findViewer(deps.db.read, current, deps.now())) !== undefined,
    client: { address: requestContext.getStore()?.address ?? null, agent: request.headers.get('user-agent') },
    csrfTokens: goodKeys(deps.keys.csrf, deps.now()).map(key => csrfToken(key, holder)),
    origin,
    keepSession,
    signOn: cookies.get(`${prefix}signon`),
    keepSignOn: text =>
      setCookie(`${prefix}signon=${text ?? ''}; ${attributes}; Max-Age=${text === null ? 0 : 900}`),
    deviceOf: email => cookies.get(prefix + deviceCookieOf(email)),
    async keepDevice(userId) {
      const user = await findUser(deps.db.read, userId)
      if (!user) return
      const name = prefix + deviceCookieOf(user.email)
      const device = issueDevice(deps.keys.proofs, user, deps.now())
      setCookie(`${name}=${device}; ${attributes}; Max-Age=${knownMsMax / 1000}`)
    },
    flash,
    say: word => setCookie(`flash=${word}; ${attributes}; Max-Age=60`),
  }
}

/** A page of the administration that is left open keeps no session alive. */
const isPoll = ({ method, headers, url }: Request) =>
  method === 'GET' && headers.has('hx-request') && isWithin(new URL(url).pathname, paths.admin)

interface Context {
  request: Request
  set: { headers: Record<string, unknown> }
}

/** The viewer, or the refusal that becomes the way to the sign-in page. */
export function memberOf({ viewer }: Visit): Viewer {
  if (!viewer) throw new AppError('unauthenticated', 'Sign in to see this page.')
  return viewer
}

function readCookies(header: string | null): Map<string, string> {
  const pairs = (header ?? '').split(';').map(part => part.trim().split('='))
  return new Map(pairs.filter(pair => pair.length === 2) as [string, string][])
}
