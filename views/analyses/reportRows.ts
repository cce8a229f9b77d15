import { formatShort } from '../ui/numbers.ts'
import { type BlankKey, blanks } from './reportBlanks.ts'

export interface Section {
  title: string
  rows: Row[]
}

/** What the result knows, or a blank that only the author can fill in. */
export type Row = { name: string; value: string } | { name: string; blank: BlankKey; tip: string }

export const blank = (key: BlankKey): Row => ({ ...blanks[key], blank: key })

export const range = (from: number, to: number) => `${formatShort(from)} – ${formatShort(to)}`
