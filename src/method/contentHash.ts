import { createHash } from 'node:crypto'

/** SHA-256 in hexadecimal; of typed arrays that of their bytes. */
export function hashOf(content: string | ArrayBufferView): string {
  const { buffer, byteOffset, byteLength } = typeof content === 'string' ? Buffer.from(content) : content
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}

/** `hashOf` plain data: equal for equal content, wherever it was read from or by which thread it was calculated. */
export function contentHash(content: unknown): string {
  return hashOf(JSON.stringify(content, (_, value) => (ArrayBuffer.isView(value) ? hashOf(value) : value)))
}
