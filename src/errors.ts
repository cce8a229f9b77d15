/** The HTTP status of each kind of AppError. Any other error is a bug: see app.tsx. */
export const statusOf = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  too_slow: 408,
  conflict: 409,
  too_large: 413,
  misdirected: 421,
  too_many: 429,
  unavailable: 503,
} as const

export type MistakeKind = keyof typeof statusOf

/** Messages by form field, shown beside the field they belong to. */
export type FieldErrors = Readonly<Record<string, string>>

/**
 * An error that the person who caused it can correct: `message` is a sentence for them, `fields` has messages by form
 * field. The property is `kind` and not `code`, because Elysia reads an error's `code` as its own.
 */
export class AppError extends Error {
  override readonly name = 'AppError'

  constructor(
    readonly kind: MistakeKind,
    message: string,
    readonly fields: FieldErrors = {},
    /** When trying again makes sense, where that is known. */
    readonly retryAfterMs?: number,
  ) {
    super(message)
  }

  get status(): number {
    return statusOf[this.kind]
  }
}

export const notFound = (what: string) => new AppError('not_found', `There is no such ${what}.`)

/** Refuses a form with a message by field; the sentence on top counts them. */
export function refuse(fields: FieldErrors): never {
  const count = Object.keys(fields).length
  throw new AppError(
    'invalid',
    count === 1 ? 'One field needs to be corrected.' : `${count} fields need to be corrected.`,
    fields,
  )
}

/** A setting, secret or database that does not let the program start: exit code 78 (EX_CONFIG). */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exitCode = 78
}
