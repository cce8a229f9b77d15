import { crc32, deflateRawSync } from 'node:zlib'

/** 1 January 1980, the first day that a ZIP knows: files with the same content are the same to the last bit. */
const day = 0x21
/** Version 2.0, names in UTF-8, deflated. */
const [version, utf8, deflated] = [20, 0x800, 8]

/**
 * A few small files as a ZIP whose sizes stand before each of them, which viewers of structures need; what is streamed
 * (client-zip) has them behind.
 */
export function zipOf(files: { name: string; content: string }[]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of files) {
    const [path, whole] = [Buffer.from(name), Buffer.from(content)]
    const packed = deflateRawSync(whole)
    const facts = numbers([
      [2, version],
      [2, utf8],
      [2, deflated],
      [2, 0],
      [2, day],
      [4, crc32(whole)],
      [4, packed.length],
      [4, whole.length],
      [2, path.length],
      [2, 0],
    ])
    const local = Buffer.concat([numbers([[4, 0x04034b50]]), facts, path, packed])
    const mark = numbers([
      [4, 0x02014b50],
      [2, version],
    ])
    const rest = numbers([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ])
    directory.push(mark, facts, rest, path)
    parts.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = numbers([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, list.length],
    [4, offset],
    [2, 0],
  ])
  return Buffer.concat([...parts, list, end])
}

const numbers = (fields: [bytes: 2 | 4, value: number][]) =>
  Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )
