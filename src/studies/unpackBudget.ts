import { Transform } from 'node:stream'
import type { Headers } from 'tar-stream'
import { uploadRefusal } from './uploadFaults.ts'

export interface UnpackLimits {
  /** Of all files inside, counted as they inflate: what an archive says of itself is not believed. */
  inflatedBytesMax: number
  entriesMax: number
}

/** Counts what really comes out of an archive, and refuses the byte and the entry too many. */
export class Budget {
  #bytes = 0
  #entries = 0

  constructor(
    private readonly name: string,
    private readonly limits: UnpackLimits,
  ) {}

  entries(count: number) {
    this.#entries += count
    if (this.#entries > this.limits.entriesMax)
      throw uploadRefusal('archive.too_many_files', { name: this.name, most: this.limits.entriesMax })
  }

  counter(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#bytes += chunk.length
        if (this.#bytes <= this.limits.inflatedBytesMax) return done(null, chunk)
        const megabytes = Math.round(this.limits.inflatedBytesMax / 1e6)
        done(uploadRefusal('archive.too_large', { name: this.name, megabytes }))
      },
    })
  }
}

const headerBytesMax = 4096
const slackBytes = 1 << 20

/** A tar's reader holds each header in memory, however long it says it is; this refuses what no archive needs. */
export class HeaderBudget {
  #bytes = 0
  #bytesMax = slackBytes

  entry({ type, size }: Headers) {
    this.#bytesMax += headerBytesMax + (type !== 'directory' && size! > 0 ? size! : 0)
  }

  counter(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#bytes += chunk.length
        if (this.#bytes <= this.#bytesMax) done(null, chunk)
        else done(new Error('the headers are larger than the files'))
      },
    })
  }
}
