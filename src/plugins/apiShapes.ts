import { type TSchema, Type } from '@sinclair/typebox'
import { states } from '#db/schema.ts'
import { scopes } from '#src/accounts/apiTokens.ts'
import { curvesMax } from '#src/studies/builtInInputs.ts'
import { statusOf } from '../errors.ts'

/** What the answers of the API look like, for its description; a test holds the answers against them. */
const { Array: list, Integer: whole, Number: number, String: text, Boolean: flag, Unknown: anything } = Type
const id = whole({ minimum: 1 })
const time = text({ format: 'date-time' })
export const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()])
export const oneOf = (words: readonly string[]) => Type.Union(words.map(word => Type.Literal(word)))
export const named = (title: string, properties: Record<string, TSchema>) =>
  Type.Object(properties, { title, additionalProperties: false })
const used = Type.Object({ used: whole(), limit: whole() })

/** A list of which an answer holds a part; `next` is the `after` of the request for the next one. */
export const partOf = (item: TSchema) => Type.Object({ items: list(item), next: orNull(id) })
export const allOf = (item: TSchema) => Type.Object({ items: list(item) })

export const accountShape = named('Account', {
  email: text(),
  roles: list(text()),
  token: Type.Object({ name: orNull(text()), scope: oneOf(scopes), expiresAt: time }),
  limits: Type.Object({
    studies: used,
    analyses: used,
    studiesMax: whole(),
    analysesMax: whole(),
    uploadBytesMax: whole(),
    storageBytesMax: whole(),
  }),
  version: text(),
})

const fileShape = named('File', { name: text(), bytes: whole(), meaning: text() })
export const filesShape = allOf(
  named('ResultFile', {
    name: text(),
    bytes: whole(),
    meaning: text(),
    group: orNull(oneOf(['paper', 'structures', 'programs'])),
  }),
)

export const studyShape = named('Study', {
  id,
  name: text(),
  /** Whose inputs it holds. */
  method: text(),
  createdAt: time,
  expiresAt: orNull(time),
  models: whole(),
  points: whole(),
  bytes: whole(),
  analyses: whole(),
  results: whole(),
  files: list(fileShape),
})

const findingShape = named('Finding', {
  code: text(),
  level: text(),
  /** The input that it is about; empty of a method's own check. */
  field: text(),
  file: text(),
  line: orNull(whole()),
  message: text(),
  advice: text(),
  files: whole(),
})

export const uploadShape = named('Upload', {
  id,
  name: text(),
  state: oneOf(states),
  message: orNull(text()),
  createdAt: time,
  expiresAt: time,
  /** Once it is checked: what was found, and whether the files can be analysed. */
  findings: orNull(list(findingShape)),
  isUsable: orNull(flag()),
  /** That of q, where it was given or the files leave no doubt. */
  unit: orNull(oneOf(['1/A', '1/nm'])),
  /** Once it is checked and usable: its curves, in the order in which they are fitted. */
  curves: orNull(
    list(named('UploadedCurve', { name: text(), points: whole(), unit: orNull(oneOf(['1/A', '1/nm'])) })),
  ),
  studyId: orNull(id),
})

const binary = { type: 'string', format: 'binary' }
/** Of an upload; the routes of pages take the same fields. */
export const uploadBody = {
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['curve'],
        properties: {
          name: { type: 'string', maxLength: 100 },
          unit: { enum: ['auto', '1/A', '1/nm'], default: 'auto' },
          skipVariational: { type: 'string' },
          curveAccession: { type: 'string' },
          libraryAccession: { type: 'string' },
          /** Several curves of one ensemble: the field once for each. */
          curve: { anyOf: [binary, { type: 'array', items: binary, maxItems: curvesMax }] },
          library: binary,
          profiles: { anyOf: [binary, { type: 'array', items: binary, maxItems: curvesMax }] },
        },
      },
    },
  },
}

export const analysisShape = named('Analysis', {
  id,
  studyId: id,
  name: text(),
  state: oneOf(states),
  method: text(),
  /** Of the method of the laboratory; null of the built-in one. */
  methodVersion: orNull(text()),
  parameters: anything(),
  createdAt: time,
  startedAt: orNull(time),
  finishedAt: orNull(time),
  expectedSeconds: orNull(number()),
  secondsLeft: orNull(number()),
  progress: anything(),
  queue: orNull(
    Type.Object({ ahead: orNull(whole()), startsInSeconds: orNull(number()), hold: orNull(text()) }),
  ),
  problem: orNull(Type.Object({ reason: orNull(text()), sentence: text(), advice: Type.Optional(text()) })),
  summary: anything(),
})

/** Every error, of the media type application/problem+json. */
export const problemShape = named('Problem', {
  type: text(),
  code: oneOf([...Object.keys(statusOf), 'method_not_allowed', 'busy', 'disk_full', 'bug']),
  title: text(),
  status: whole(),
  detail: text(),
  fields: Type.Optional(Type.Record(text(), text())),
  reference: Type.Optional(text()),
})
