import { Elysia } from 'elysia'
import { AppError } from '../errors.ts'

/**
 * Refuses the character U+0000, which no keyboard types, in all that people send: PostgreSQL does not store it, and what
 * the site takes does not depend on its database. Forms with files check it where they are read.
 */
export function plainTexts() {
  return new Elysia({ name: 'plainTexts' })
    .onRequest(({ request }) => {
      if (request.url.includes('%00'))
        throw new AppError('invalid', 'The address contains a character that no address has (U+0000).')
    })
    .onBeforeHandle({ as: 'global' }, ({ body }) => {
      if (typeof body !== 'object' || body === null) return
      for (const [name, value] of Object.entries(body)) if (holdsNul(value)) throw unstorable(name)
    })
}

export const unstorable = (field: string) =>
  new AppError('invalid', 'A text contains a character that cannot be stored (U+0000). Type it again.', {
    [field]: 'This contains a character that cannot be stored (U+0000). Type it again.',
  })

/** Values are as deep as their form or schema allows: they have been checked before. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul)
}
