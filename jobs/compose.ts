import type { Database } from '#db/index.ts'
import type { Json, Mail } from '#db/schema.ts'
import type { Compose, Letter } from './letter.ts'

type Content = Omit<Letter, 'to' | 'messageId'>
/** Turns the facts of an outbox row into a letter. A secret link is minted here, so that none is ever at rest. */
export type Template = (
  facts: never,
  context: { db: Database; mail: Mail; origin: string; now: number },
) => Content | Promise<Content>

/** Letter kind -> its template, for every kind that is ever put into the outbox. */
export function composeFrom(templates: Readonly<Record<string, Template>>, origin: string): Compose {
  return async (db, mail, now) => {
    const template = templates[mail.kind]
    if (!template) throw new Error(`There is no letter "${mail.kind}".`)
    return await template(mail.facts as Json as never, { db, mail, origin, now })
  }
}
