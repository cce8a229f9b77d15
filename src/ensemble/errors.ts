/**
 * A result that could not be had, told in one sentence.
 *
 * `reason` is a stable word for programs (a closed list, one sentence of advice each in the caller's pages),
 * `message` is the sentence a person reads: it names the file, the line where there is one, and the cause;
 * `details` holds exact numbers for the report that is kept with a failed analysis.
 */
export class EnsembleError extends Error {
  override readonly name = 'EnsembleError'

  constructor(
    readonly reason: EnsembleReason,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }
}

/** Why the core refused or gave up: the input's fault (all but the last three), the method's, or the caller's wish. */
export type EnsembleReason =
  | 'bad_curve'
  | 'bad_profiles'
  | 'bad_structure'
  | 'bad_library'
  | 'bad_shifts'
  | 'bad_energies'
  | 'bad_options'
  | 'too_large'
  | 'no_fit'
  | 'cancelled'
