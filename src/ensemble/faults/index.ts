/**
 * Every fault that the readers can find, by its code: one table from code to sentence and advice.
 *
 * A fault is data where it is found (code, place, values) and words only where it is shown.
 */

import { EnsembleError } from '../errors.ts'
import { curveFaults } from './curveFaults.ts'
import type { FaultKind } from './kind.ts'
import { structureFaults } from './structureFaults.ts'
import { tableFaults } from './tableFaults.ts'
import { trajectoryFaults } from './trajectoryFaults.ts'

export { EnsembleError, type EnsembleReason } from '../errors.ts'
export { counted, type FaultKind, type FaultLevel, note, problem, warning } from './kind.ts'

export const faultKinds = { ...curveFaults, ...structureFaults, ...tableFaults, ...trajectoryFaults }

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

/** A fault of the readers; the values belong to the code. */
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

/** The fault in one sentence, with file and line in front. */
export function messageOf(fault: Fault<FaultCode>): string {
  return placeInFront(fault) + kindOf(fault.code).sentence(fault.values as never)
}

/** A reader's refusal: an error that carries its fault. */
export class FaultError extends EnsembleError {
  constructor(readonly fault: Fault<FaultCode>) {
    super(kindOf(fault.code).reason ?? 'bad_options', messageOf(fault), { ...fault })
  }
}

const kindOf = (code: FaultCode) => faultKinds[code] as FaultKind<never>

/** Refuses a file. */
export function refusal<Code extends FaultCode>(
  code: Code,
  values: FaultValues<Code>,
  place?: FaultPlace,
): FaultError {
  return new FaultError(fault(code, values, place))
}
