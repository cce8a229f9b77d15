import { crc32, deflateRawSync } from 'node:zlib'
import yauzl from 'yauzl'

/** One entry of a zip made by hand, so that it can lie. */
export interface ZipEntry {
  name: string
  data: Uint8Array | string
  /** Says so of its size, whatever it is. */
  says?: number
  encrypted?: boolean
  /** Sizes and checksum come after the data, as from a program that writes while it reads. */
  descriptor?: boolean
  zip64?: boolean
  symlink?: boolean
  /** Has no data of its own: points to those of the entry before. */
  overlaps?: boolean
}

/** A zip file, byte by byte (APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16). */
export function zipOf(entries: ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  let start = 0
  for (const { name, data, says, encrypted, descriptor, zip64, symlink, overlaps } of entries) {
    const bytes = Buffer.from(data)
    const packed = deflateRawSync(bytes)
    const path = Buffer.from(name)
    const flags = 0x800 | (encrypted ? 1 : 0) | (descriptor ? 8 : 0)
    const sizes = [crc32(bytes), packed.length, says ?? bytes.length] as const
    const wide = Buffer.concat([u16(1, 16), u64(sizes[2], sizes[1])])
    const shown = zip64 ? [sizes[0], 0xffffffff, 0xffffffff] : sizes
    const extra = zip64 ? wide : Buffer.alloc(0)
    const facts = (late: boolean) =>
      Buffer.concat([
        u16(zip64 ? 45 : 20, flags, 8, 0, 0x21),
        u32(...(late ? [0, 0, 0] : shown)),
        u16(path.length, extra.length),
      ])
    if (!overlaps) {
      start = offset
      const local = [u32(0x04034b50), facts(descriptor ?? false), path, extra, packed]
      if (descriptor) local.push(u32(0x08074b50, ...sizes))
      parts.push(...local)
      offset += local.reduce((sum, part) => sum + part.length, 0)
    }
    const mode = (symlink ? 0o120777 : 0o100644) << 16
    central.push(
      u32(0x02014b50),
      u16(0x031e),
      facts(false),
      u16(0, 0, 0),
      u32(mode >>> 0, start),
      path,
      extra,
    )
  }
  const directory = Buffer.concat(central)
  const end = [u16(0, 0, entries.length, entries.length), u32(directory.length, offset), u16(0)]
  return Buffer.concat([...parts, directory, u32(0x06054b50), ...end])
}

/** The texts in a zip by their names. */
export async function unzip(zip: Uint8Array): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  const archive = await yauzl.fromBufferPromise(Buffer.from(zip))
  for await (const entry of archive.eachEntry())
    entries.set(
      entry.fileName,
      await new Response((await archive.openReadStreamPromise(entry)) as never).text(),
    )
  return entries
}

const u16 = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer)
const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer)
const u64 = (...values: number[]) => Buffer.from(BigUint64Array.from(values.map(BigInt)).buffer)
