/** Text in pieces turned into numbered lines, and what makes a file unreadable before any format is known. */

import { refusal } from '../faults/index.ts'
import type { Structure } from './structure.ts'

/** Reads one file line by line and hands out models as they are complete. */
export interface LineReader {
  /** Takes the next line, without its end of line, and its 1-based number; returns a model that it completes. */
  line(text: string, number: number): Structure | undefined
  /** Tells that the file is over; returns the models that are left. */
  end(): Iterable<Structure>
}

const longestLine = 100_000
const byteOrderMark = '\ufeff'

/** Cuts chunks of text into lines (LF, CRLF or a lone CR); keeps no more than the unfinished line. */
export class LineSplitter {
  private rest = ''
  /** Number of the last line handed out. */
  number = 0

  constructor(private readonly file: string) {}

  /** The lines completed by `chunk`. */
  *push(chunk: string): Generator<string> {
    const text = withLineFeeds(this.rest + chunk)
    let start = this.number === 0 && text.startsWith(byteOrderMark) ? 1 : 0
    for (;;) {
      const feed = text.indexOf('\n', start)
      if (feed < 0) break
      yield this.check(text.slice(start, feed))
      start = feed + 1
    }
    this.rest = start === 0 ? text : text.slice(start)
    if (this.rest.length > longestLine) this.check(this.rest)
  }

  /** The last line, if the file does not end with a line end. */
  *end(): Generator<string> {
    const last = this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest
    if (last !== '') yield this.check(last)
    this.rest = ''
  }

  private check(line: string): string {
    this.number++
    const place = { file: this.file, line: this.number }
    if (line.includes('\0')) throw refusal('structure.binary', {}, place)
    if (line.length > longestLine) throw refusal('structure.long_line', { most: longestLine }, place)
    return line
  }
}

/** CRLF and a lone CR as LF; a CR at the very end waits for what follows it. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n|\r(?!$)/g, '\n') : text
}
