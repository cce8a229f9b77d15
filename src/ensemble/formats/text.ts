import { release } from '../numeric/release.ts'

/**
 * The text of a file, whatever it was saved as: UTF-8, UTF-16 of either order with or without its mark, or the
 * single bytes of an older Windows program. O(length).
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes)
  if (encoding !== 'utf-8') return new TextDecoder(encoding).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The same of bytes that nobody reads again: a large file is not held twice, as text and as bytes. */
export function takeText(bytes: Uint8Array<ArrayBuffer>): string {
  const text = decodeText(bytes)
  // Small files may share an array.
  if (bytes.byteLength === bytes.buffer.byteLength) release(bytes)
  return text
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** So many bytes tell the encoding. */
const sampleBytes = 1000

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, sampleBytes)
  const zeros = [0, 0]
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++
  })
  // Digits and Latin letters in two bytes each leave every other byte zero; a binary file has zeros in both places.
  const most = sample.length / 2
  if (zeros[1]! > 0.7 * most && zeros[0]! < 0.1 * most) return 'utf-16le'
  if (zeros[0]! > 0.7 * most && zeros[1]! < 0.1 * most) return 'utf-16be'
  return 'utf-8'
}
