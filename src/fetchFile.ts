/** Files from a closed list of servers: no other address is ever asked, wherever a server points. */

export interface FetchLimits {
  /** Scheme, host and port of the servers that may be asked. */
  origins: readonly string[]
  bytesMax: number
  msMax: number
  signal: AbortSignal
}

/** Why a file did not come. */
export class NotFetched extends Error {
  constructor(
    readonly why: 'missing' | 'too large' | 'unreachable',
    message: string,
  ) {
    super(message)
  }
}

const redirectsMax = 4

/**
 * The bytes at an address. Redirects are followed within the list alone; what comes is counted as it is unpacked.
 * @throws NotFetched with the cause; the signal's reason when it is aborted
 */
export async function fetchBytes(url: URL, limits: FetchLimits): Promise<Uint8Array<ArrayBuffer>> {
  const deadline = AbortSignal.timeout(limits.msMax)
  const signal = AbortSignal.any([limits.signal, deadline])
  try {
    const response = await ask(url, limits, signal)
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > limits.bytesMax) throw new NotFetched('too large', 'the file is too large')
      chunks.push(chunk)
    }
    return new Uint8Array(Buffer.concat(chunks))
  } catch (error) {
    limits.signal.throwIfAborted()
    if (error instanceof NotFetched) throw error
    throw new NotFetched('unreachable', deadline.aborted ? 'it did not answer in time' : 'no connection')
  }
}

async function ask(url: URL, { origins }: FetchLimits, signal: AbortSignal): Promise<Response> {
  let at = url
  for (let step = 0; step <= redirectsMax; step++) {
    if (!origins.includes(at.origin) || at.username !== '' || at.password !== '')
      throw new NotFetched('unreachable', 'it points to another server')
    const response = await fetch(at, { redirect: 'manual', signal })
    const target = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (response.ok) return response
    await response.body?.cancel()
    if (target === null) {
      const isMissing = response.status === 404 || response.status === 410
      throw new NotFetched(isMissing ? 'missing' : 'unreachable', `it answered with ${response.status}`)
    }
    if (!URL.canParse(target, at.href)) throw new NotFetched('unreachable', 'it points nowhere')
    at = new URL(target, at)
  }
  throw new NotFetched('unreachable', 'it redirects too often')
}
