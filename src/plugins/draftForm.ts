import type { User } from '#db/schema.ts'
import { firstCharacters } from '../characters.ts'
import type { Sender } from './multipart.ts'

/** Whose upload it is, and what is done with the text fields of its form. */
export interface DraftForm {
  owner: User
  sender: Sender
  /** Told in the place of the form's own key. */
  uploadKey?: string | null
  /** Hears the text fields as soon as they are there, for a form that must come back. */
  onFields?(fields: Record<string, string>): void
}

/** The key that keeps the same form from being taken twice. */
export const uploadKeyOf = (fields: Record<string, string>, given: DraftForm['uploadKey']): string | null =>
  given ?? (fields.uploadKey?.slice(0, 50) || null)

/** The name that was typed for the study, which is checked when the study is kept. */
export const draftNameOf = ({ name = '' }: { name?: string }): string => firstCharacters(name.trim(), 100)
