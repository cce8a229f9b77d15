import type { Database } from '#db/index.ts'
import type { Mail } from '#db/schema.ts'
import type { Letter } from '../mail.ts'

export function composeLetter(_origin: string) {
  return async (_db: Database, mail: Mail): Promise<Omit<Letter, 'to' | 'messageId'>> => ({
    subject: mail.kind,
    text: JSON.stringify(mail.facts),
  })
}
