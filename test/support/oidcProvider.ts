import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'

export interface Persona {
  sub: string
  [claim: string]: unknown
}

interface Grant {
  claims: Persona
  nonce: string
  challenge: string
  returnTo: string
}

/**
 * An OpenID Connect provider on this machine: it publishes its keys, signs its tokens (RS256), and checks client, code and
 * PKCE as a real one does. Whoever comes is `persona`.
 */
export function openProvider() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const grants = new Map<string, Grant>()
  const provider = {
    persona: { sub: 'ada-1' } as Persona,
    /** Of the token's claims, after they are right: to see that they are looked at. */
    spoil: (claims: Record<string, unknown>) => claims,
    hasWrongKey: false,
    isMute: false,
    clientId: 'bioce',
    clientSecret: 'a secret & more',
    issuer: '',
    stop: () => server.stop(true),
  }
  const json = (value: unknown, status = 200) => Response.json(value, { status })
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  function tokenOf({ claims, nonce }: Grant): string {
    const now = Math.floor(Date.now() / 1000)
    const { clientId: aud, issuer: iss } = provider
    const all = provider.spoil({ iss, aud, iat: now, exp: now + 300, nonce, ...claims })
    const text = `${encode({ alg: 'RS256', kid: 'one' })}.${encode(all)}`
    const key = provider.hasWrongKey ? stranger : privateKey
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }

  function authorize({ searchParams: asked }: URL): Response {
    const code = randomUUID()
    const returnTo = asked.get('redirect_uri')!
    const [nonce, challenge] = [asked.get('nonce')!, asked.get('code_challenge')!]
    grants.set(code, { claims: provider.persona, nonce, challenge, returnTo })
    const back = new URL(returnTo)
    back.search = String(new URLSearchParams({ code, state: asked.get('state')! }))
    return Response.redirect(back.href)
  }

  async function token(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text())
    const grant = grants.get(form.get('code')!)
    grants.delete(form.get('code')!)
    const basic = Buffer.from(request.headers.get('authorization')?.slice(6) ?? '', 'base64').toString()
    const [id, secret] = basic.includes(':')
      ? basic.split(':').map(part => decodeURIComponent(part.replaceAll('+', ' ')))
      : [form.get('client_id'), form.get('client_secret')]
    if (id !== provider.clientId || secret !== provider.clientSecret)
      return json({ error: 'invalid_client' }, 401)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant?.challenge !== challenge || grant.returnTo !== form.get('redirect_uri'))
      return json({ error: 'invalid_grant' }, 400)
    return json({ access_token: randomUUID(), token_type: 'Bearer', id_token: tokenOf(grant) })
  }

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const url = new URL(request.url)
      const { issuer } = provider
      if (provider.isMute) return json({}, 500)
      switch (url.pathname) {
        case '/.well-known/openid-configuration':
          return json({
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/keys`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
          })
        case '/keys':
          return json({
            keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
          })
        case '/authorize':
          return authorize(url)
        case '/token':
          return await token(request)
        default:
          return json({}, 404)
      }
    },
  })
  provider.issuer = `http://127.0.0.1:${server.port}`
  return provider
}
