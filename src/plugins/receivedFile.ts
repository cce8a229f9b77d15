import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface ReceivedFile {
  /** The form field it came in. */
  field: string
  /** The person's own name for it: data, never a path. */
  name: string
  /** Where its bytes lie, under a name of ours. */
  path: string
  bytes: number
  sha256: string
}

/** Writes a part of a form to its path, and its size and sum into `file`. The file is closed also where writing failed. */
export function receiveFile(stream: Readable, file: ReceivedFile, signal: AbortSignal) {
  const hash = new Bun.CryptoHasher('sha256')
  stream.on('data', (chunk: Buffer) => {
    file.bytes += chunk.length
    hash.update(chunk)
  })
  stream.on('end', () => void (file.sha256 = hash.digest('hex')))
  const sink = createWriteStream(file.path)
  const closed = new Promise(resolve => sink.once('close', resolve))
  return { written: pipeline(stream, sink, { signal }), closed }
}
