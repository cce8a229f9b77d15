import type { Study } from '#db/schema.ts'
import { defaultSettings, fieldsOf, type Parameters } from '#src/method/parameters.ts'
import type { StudyRecord } from '#src/studies/record.ts'
import { suggestedSettings } from '#src/studies/suggestions.ts'

/** What the form of a new analysis of a study opens with: the defaults, what was suggested and taken, and what was said at the upload. */
export function openingFields(
  { details }: Pick<Study, 'details'>,
  record: StudyRecord | undefined,
): Record<string, string> {
  const suggested = record ? suggestedSettings(record) : {}
  return {
    ...fieldsOf({ ...defaultSettings, ...suggested } as Partial<Parameters>),
    ...(details?.skipVariational && { skipVariational: 'on' }),
  }
}
