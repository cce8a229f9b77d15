/** The bytes of a file as they arrive, taken in pieces of the size that a format says. */

/** Hands out a stream of chunks as pieces of a wanted size; holds one chunk beside the piece. */
export class ByteQueue {
  private readonly source: AsyncIterator<Uint8Array>
  private chunk: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]()
  }

  /** Whether nothing is left. */
  async isOver(): Promise<boolean> {
    while (this.at === this.chunk.length) if (!(await this.more())) return true
    return false
  }

  /** The next `count` bytes; undefined where the file ends before. Valid until the next call. */
  async take(count: number): Promise<DataView | undefined> {
    if (this.chunk.length - this.at >= count) {
      const view = new DataView(this.chunk.buffer, this.chunk.byteOffset + this.at, count)
      this.at += count
      return view
    }
    const pieces: Uint8Array[] = []
    let missing = count
    while (missing > 0) {
      if (await this.isOver()) return undefined
      const piece = this.chunk.subarray(this.at, this.at + missing)
      this.at += piece.length
      missing -= piece.length
      pieces.push(piece)
    }
    const whole = new Uint8Array(count)
    let to = 0
    for (const piece of pieces) {
      whole.set(piece, to)
      to += piece.length
    }
    return new DataView(whole.buffer)
  }

  /** Puts back what was just taken, so that it is taken again. */
  putBack(view: DataView): void {
    const taken = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    const rest = this.chunk.subarray(this.at)
    this.chunk = new Uint8Array(taken.length + rest.length)
    this.chunk.set(taken)
    this.chunk.set(rest, taken.length)
    this.at = 0
  }

  /** Passes over `count` bytes; false where the file ends before. */
  async skip(count: number): Promise<boolean> {
    let missing = count
    while (missing > 0) {
      if (await this.isOver()) return false
      const step = Math.min(missing, this.chunk.length - this.at)
      this.at += step
      missing -= step
    }
    return true
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.source.return?.()
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next()
    if (next.done) return false
    this.chunk = next.value
    this.at = 0
    return true
  }
}
