/**
 * Every fault that the core can find in files, numbers and options, by its code: one table from code to sentence and advice.
 *
 * A fault is data where it is found (code, place, values) and words only where it is shown.
 */

import { curveFaults } from './curveFaults.ts'
import { inputFaults } from './inputFaults.ts'
import type { FaultKind, FaultReason } from './kind.ts'
import { optionFaults } from './optionFaults.ts'
import { seriesFaults } from './seriesFaults.ts'
import { structureFaults } from './structureFaults.ts'
import { tableFaults } from './tableFaults.ts'
import { trajectoryFaults } from './trajectoryFaults.ts'

export { counted, type FaultKind, type FaultLevel, type FaultReason, note, problem, warning } from './kind.ts'

export const faultKinds = {
  ...curveFaults,
  ...structureFaults,
  ...tableFaults,
  ...inputFaults,
  ...optionFaults,
  ...seriesFaults,
  ...trajectoryFaults,
}

export type FaultCode = keyof typeof faultKinds
export type FaultValues<Code extends FaultCode> = Parameters<(typeof faultKinds)[Code]['sentence']>[0]

/** Where a fault was found; a line counts from 1 and is absent where the whole file is meant. */
export interface FaultPlace {
  file?: string
  line?: number
}

/** One fault as data: plain, so that it survives JSON and threads. */
export interface Fault<Code extends string = string> extends FaultPlace {
  code: Code
  values: Readonly<Record<string, unknown>>
}

/** A fault; the values belong to the code. */
export function fault<Code extends FaultCode>(
  code: Code,
  values: FaultValues<Code>,
  { file, line }: FaultPlace = {},
): Fault<Code> {
  return { code, values: values as Fault['values'], ...(file && { file }), ...(line && { line }) }
}

/** `curve.dat, line 3: `, to stand before what is wrong there; empty where no file is named. */
export function placeInFront({ file, line }: FaultPlace): string {
  return file === undefined ? '' : line === undefined ? `${file}: ` : `${file}, line ${line}: `
}

/** The fault in words, with file and line in front; a sentence of its own where it has no place. */
export function messageOf(fault: Fault<FaultCode>): string {
  const words = kindOf(fault.code).sentence(fault.values as never)
  return fault.file === undefined ? asSentence(words) : placeInFront(fault) + words
}

/** A capital at the beginning, save for q and for names of files, and a full stop at the end. */
export function asSentence(text: string): string {
  const begun =
    /^[a-z]+(-[a-z]+)*[ ,]/.test(text) && !/^q /.test(text) ? text[0].toUpperCase() + text.slice(1) : text
  return /[.?]$/.test(begun) ? begun : `${begun}.`
}

/** A result that could not be had: the fault as data, and `message`, which a person reads. */
export class FaultError extends Error {
  override readonly name = 'FaultError'

  constructor(readonly fault: Fault<FaultCode>) {
    super(messageOf(fault))
  }

  get reason(): FaultReason {
    return kindOf(this.fault.code).reason ?? 'bad_options'
  }

  /** What can be done about it, in one sentence. */
  get advice(): string {
    return kindOf(this.fault.code).advice
  }
}

/** What can be done about a fault of this code; undefined for a word that is no code. */
export function adviceOfCode(code: string): string | undefined {
  return Object.hasOwn(faultKinds, code) ? kindOf(code as FaultCode).advice : undefined
}

/** Whether its owner should look at it: a note tells only what was done. */
export const isWarning = ({ code }: Fault<FaultCode>) => kindOf(code).level === 'warning'

const kindOf = (code: FaultCode) => faultKinds[code] as FaultKind<never>

/** Work on what a file holds: its faults name the file. */
export function inFile<Value>(file: string, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof FaultError) throw new FaultError({ file, ...error.fault })
    throw error
  }
}

/** The error of one fault. */
export function refusal<Code extends FaultCode>(
  code: Code,
  values: FaultValues<Code>,
  place?: FaultPlace,
): FaultError {
  return new FaultError(fault(code, values, place))
}
