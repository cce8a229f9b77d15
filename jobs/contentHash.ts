import { createHash } from 'node:crypto'

/**
 * SHA-256 of plain data, in hexadecimal: equal for equal content, wherever it was read from or by which thread it was
 * calculated. Typed arrays count by their bytes.
 */
export function contentHash(content: unknown): string {
  const text = JSON.stringify(content, (_, value) => (ArrayBuffer.isView(value) ? hashOfBytes(value) : value))
  return createHash('sha256').update(text).digest('hex')
}

function hashOfBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}
