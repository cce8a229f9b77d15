/**
 * The write-ahead log of SQLite, as https://sqlite.org/fileformat2.html#walformat describes it: a header, then frames,
 * each with a page of the database. The last frame of a transaction says how many pages the database has after it.
 */
const headerBytes = 32
const frameHeaderBytes = 24

/** Read up to a commit: what comes after it is checked against what came before. */
export interface Position {
  /** Two random numbers that are new whenever the log begins again from its start. */
  salts: string
  pageBytes: number
  offset: number
  checksum: Checksum
  isBigEndian: boolean
}

type Checksum = [number, number]

/** Before the first frame of a log; undefined where there is no header yet. */
export function startOf(log: Uint8Array): Position | undefined {
  if (log.length < headerBytes) return undefined
  const header = viewOf(log)
  const magic = header.getUint32(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return undefined
  const isBigEndian = magic === 0x377f0683
  const checksum = addChecksum([0, 0], header, 0, 24, isBigEndian)
  if (checksum[0] !== header.getUint32(24) || checksum[1] !== header.getUint32(28)) return undefined
  return {
    salts: saltsIn(header, 16),
    pageBytes: header.getUint32(8),
    offset: headerBytes,
    checksum,
    isBigEndian,
  }
}

/** Whether what lies in the log at a position may be its next frame: a cheap first look. */
export const beginsFrame = (bytes: Uint8Array, { salts }: Position) =>
  bytes.length >= frameHeaderBytes && saltsIn(viewOf(bytes), 8) === salts

/**
 * Goes on behind the last transaction that is whole in `bytes`, which lie in the log from `from` on. Frames that were
 * half written, or that an earlier round left, do not fit the checksum.
 */
export function passCommitted(bytes: Uint8Array, from: Position): Position {
  const frames = viewOf(bytes)
  const frameBytes = frameHeaderBytes + from.pageBytes
  let position = from
  let { checksum } = from
  for (let at = 0; at + frameBytes <= bytes.length; at += frameBytes) {
    if (saltsIn(frames, at + 8) !== from.salts) break
    checksum = addChecksum(checksum, frames, at, 8, from.isBigEndian)
    checksum = addChecksum(checksum, frames, at + frameHeaderBytes, from.pageBytes, from.isBigEndian)
    if (checksum[0] !== frames.getUint32(at + 16) || checksum[1] !== frames.getUint32(at + 20)) break
    const isCommit = frames.getUint32(at + 4) > 0
    if (isCommit) position = { ...from, offset: from.offset + at + frameBytes, checksum }
  }
  return position
}

/** What one frame does to the file of the database. */
interface Page {
  offset: number
  content: Uint8Array
  /** How long the file is afterwards, where this ends a transaction. */
  fileBytes?: number
}

export function* pagesIn(bytes: Uint8Array, pageBytes: number): Generator<Page> {
  const frames = viewOf(bytes)
  for (let at = 0; at < bytes.length; at += frameHeaderBytes + pageBytes) {
    const content = bytes.subarray(at + frameHeaderBytes, at + frameHeaderBytes + pageBytes)
    const pages = frames.getUint32(at + 4)
    const offset = (frames.getUint32(at) - 1) * pageBytes
    yield { offset, content, ...(pages > 0 ? { fileBytes: pages * pageBytes } : {}) }
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength)
const saltsIn = (view: DataView, at: number) => `${view.getUint32(at)} ${view.getUint32(at + 4)}`

function addChecksum(
  [a, b]: Checksum,
  view: DataView,
  from: number,
  bytes: number,
  isBigEndian: boolean,
): Checksum {
  let [first, second] = [a, b]
  for (let at = from; at < from + bytes; at += 8) {
    first = (first + view.getUint32(at, !isBigEndian) + second) >>> 0
    second = (second + view.getUint32(at + 4, !isBigEndian) + first) >>> 0
  }
  return [first, second]
}
