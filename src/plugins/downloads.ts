import { makeZip } from 'client-zip'

/**
 * What people made is never shown, only saved: always an attachment, of no type that a browser would run.
 * The name is theirs, encoded after RFC 8187; its plain twin is for clients that cannot read the other.
 */
export function download(body: string | Blob | ReadableStream, name: string): Response {
  const plain = name.replace(/[^\w.-]+/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, sign => `%${hexOf(sign)}`)
  const length =
    body instanceof ReadableStream ? undefined : body instanceof Blob ? body.size : Buffer.byteLength(body)
  return new Response(body, {
    headers: {
      ...(length === undefined ? {} : { 'content-length': String(length) }),
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
    },
  })
}

const imageTypes = new Map([
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
])

/** The same for an image that a page shows: as one it runs nothing, and opened alone it is saved. */
export function picture(body: Blob, name: string): Response {
  const response = download(body, name)
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase()
  response.headers.set('content-type', imageTypes.get(ending) ?? 'application/octet-stream')
  return response
}

const hexOf = (sign: string) => sign.charCodeAt(0).toString(16).toUpperCase()

/** Files as one zip, packed while it is sent: nothing is kept that a crash could cut short. */
export function downloadZip(
  parts: Iterable<{ name: string; file: Blob | ReadableStream }>,
  name: string,
): Response {
  function* entries() {
    for (const part of parts) yield { name: part.name, input: part.file }
  }
  return download(makeZip(entries()), name)
}
