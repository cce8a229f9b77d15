import { type TSchema, t } from 'elysia'

/** The body of a POST: the fields of its form and the token, nothing else. */
export const formOf = <Fields extends Record<string, TSchema>>(fields: Fields) =>
  t.Object({ csrf: t.String({ maxLength: 200 }), ...fields }, { additionalProperties: false })

/** What a browser's input for day and time sends, read as UTC. */
export function momentIn(text: string): number | undefined {
  const at = Date.parse(`${text}Z`)
  return Number.isNaN(at) ? undefined : at
}

/** A field of one line. */
export const line = t.String({ maxLength: 400 })
export const maybe = <Field extends TSchema>(field: Field) => t.Optional(field)
export const password = t.String({ maxLength: 5000 })
/** What static/passkey.js sends. */
export const passkeyAnswer = t.String({ maxLength: 20_000 })
/** Where to go on to. */
export const nextPath = t.Optional(t.String({ maxLength: 2000 }))
/** The secret of a link in a mail. */
export const linkSecret = t.String({ maxLength: 100 })
