/** What kind of thing was at fault: the input (all but the last three), the options, the method, or the caller's wish. */
export type FaultReason =
  | 'bad_curve'
  | 'bad_profiles'
  | 'bad_structure'
  | 'bad_library'
  | 'bad_shifts'
  | 'bad_energies'
  | 'bad_properties'
  | 'bad_observables'
  | 'bad_options'
  | 'too_large'
  | 'no_fit'
  | 'cancelled'

/** How much a fault matters: a problem ends the reading, a warning deserves a look, a note tells what was done. */
export type FaultLevel = 'problem' | 'warning' | 'note'

/** One kind of fault: everything that is said of it, wherever it is shown. */
export interface FaultKind<Values> {
  level: FaultLevel
  /** Of a problem: the class that programs act on. */
  reason: FaultReason | null
  /** What it is, in one sentence without file and line. */
  sentence(values: Values): string
  /** What its owner can do about it; empty only for a note that asks for nothing. */
  advice: string
}

export type NoValues = Record<never, never>

/** A fault that ends the reading. */
export function problem<Values = NoValues>(
  reason: FaultReason,
  sentence: (values: Values) => string,
  advice: string,
): FaultKind<Values> {
  return { level: 'problem', reason, sentence, advice }
}

/** Something that the owner should look at; the reading goes on. */
export function warning<Values = NoValues>(
  sentence: (values: Values) => string,
  advice: string,
): FaultKind<Values> {
  return { level: 'warning', reason: null, sentence, advice }
}

/** Something that the reader did and that changes nothing for most people. */
export function note<Values = NoValues>(
  sentence: (values: Values) => string,
  advice = '',
): FaultKind<Values> {
  return { level: 'note', reason: null, sentence, advice }
}

/** `1 column`, `3 columns`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** What stands in a file, cut to what a message can hold. */
export function quoted(text: string): string {
  return `"${text.slice(0, 60)}"`
}

/** `3, 7, 9 and 12 more`: the first lines of many. */
export function linesIn(lines: number[]): string {
  const named = lines.slice(0, 5).join(', ')
  return lines.length > 5 ? `${named} and ${lines.length - 5} more` : named
}
