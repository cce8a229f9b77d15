import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

/** What a security key does, in software, so that a test can also do what none would. */
export interface Tampering {
  origin?: string
  rpId?: string
  /** False: nobody touched a sensor or typed a PIN. */
  verified?: boolean
  counter?: number
  challenge?: string
}

export function makeAuthenticator(site: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const { x, y } = publicKey.export({ format: 'jwk' })
  const host = new URL(site).hostname

  const clientData = (type: string, challenge: string, { origin = site }: Tampering) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

  /** Relying party, flags (present 1, verified 4, with a credential 64) and counter: WebAuthn 6.1. */
  function authData({ rpId = host, verified = true, counter = 0 }: Tampering, credential?: Buffer): Buffer {
    const head = Buffer.alloc(37)
    createHash('sha256').update(rpId).digest().copy(head)
    head[32] = 1 + (verified ? 4 : 0) + (credential ? 64 : 0)
    head.writeUInt32BE(counter, 33)
    return Buffer.concat([head, credential ?? Buffer.alloc(0)])
  }

  return {
    /** The answer to being asked to make a passkey. */
    create(options: { challenge: string }, tampering: Tampering = {}): string {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const key = cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x!, 'base64url')],
          [-3, Buffer.from(y!, 'base64url')],
        ]),
      )
      const data = authData(tampering, Buffer.concat([Buffer.alloc(16), length, id, key]))
      const object = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data],
      ])
      return JSON.stringify({
        ...names(),
        response: {
          clientDataJSON: b64(
            clientData('webauthn.create', tampering.challenge ?? options.challenge, tampering),
          ),
          attestationObject: b64(cbor(object)),
          transports: ['internal'],
        },
      })
    },

    /** The answer to being asked to show it. */
    get(options: { challenge: string }, tampering: Tampering = {}): string {
      const client = clientData('webauthn.get', tampering.challenge ?? options.challenge, tampering)
      const data = authData(tampering)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      const signature = createSign('sha256').update(signed).sign(privateKey)
      return JSON.stringify({
        ...names(),
        response: { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature) },
      })
    },
  }

  function names() {
    return { id: b64(id), rawId: b64(id), type: 'public-key', clientExtensionResults: {} }
  }
}

const b64 = (bytes: Buffer) => bytes.toString('base64url')

/** As much of RFC 8949 as a passkey needs. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, value.length), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (!(value instanceof Map)) throw new Error('not needed so far')
  return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)])
}

function head(major: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(major << 5) | size])
  return size < 256
    ? Buffer.from([(major << 5) | 24, size])
    : Buffer.from([(major << 5) | 25, size >> 8, size & 255])
}
