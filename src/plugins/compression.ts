import { Elysia } from 'elysia'

/** Below this a response fits into a packet anyway. */
const bytesMin = 1000
/** A file above this would keep other people's requests waiting while it is compressed. */
const bytesMax = 5e6

const textTypes = /^(text\/(html|css|csv|plain|javascript)|image\/svg|application\/(problem\+)?json)/
/** Files to save are of no type that tells what they are: see downloads.ts. */
const textFiles = /filename="[^"]*\.(csv|json|svg|pdb|cif|sascif|fit|txt|dat|pml|cxc)"/

/**
 * Sends text compressed to whoever can read it. Streams go as they are: an event must not wait for the next one.
 *
 * Compression tells a secret on a page to those who see the lengths of many answers and can put guesses of their own into
 * them (BREACH). The secret of our pages is the token of their forms; it looks different on each: see csrf.ts.
 */
export function compression() {
  return new Elysia({ name: 'compression' }).mapResponse(
    { as: 'global' },
    async ({ request, responseValue, set }) => {
      if (!(responseValue instanceof Response) || !isText(responseValue)) return
      set.headers.vary = [set.headers.vary, 'Accept-Encoding'].filter(Boolean).join(', ')
      if (!acceptsGzip(request) || request.headers.has('range')) return
      const bytes = new Uint8Array(await responseValue.arrayBuffer())
      const headers = new Headers(responseValue.headers)
      const { status } = responseValue
      if (bytes.length < bytesMin) return new Response(bytes, { status, headers })
      headers.delete('content-length')
      headers.set('content-encoding', 'gzip')
      return new Response(gzip(bytes), { status, headers })
    },
  )
}

function isText({ headers, body }: Response): boolean {
  if (!body || headers.has('content-encoding')) return false
  if (textTypes.test(headers.get('content-type') ?? '')) return true
  const isShort = Number(headers.get('content-length') ?? Infinity) <= bytesMax
  return isShort && textFiles.test(headers.get('content-disposition') ?? '')
}

/** The quickest level: the others take three times as long for a tenth of the bytes. */
export const gzip = (text: Uint8Array<ArrayBuffer> | string) =>
  Bun.gzipSync(text, { level: 1, library: 'libdeflate' })

/** A coding that is named with a weight of 0 is refused. */
export const acceptsGzip = (request: Request) =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers.get('accept-encoding') ?? '')
