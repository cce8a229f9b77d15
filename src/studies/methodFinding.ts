import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const text = (description: string) => Type.String({ minLength: 1, maxLength: 2000, description })

/** What the check of a method says of a file or a parameter. A problem keeps it from being used; the others do not. */
export const methodFinding = Type.Object({
  level: Type.Union([Type.Literal('problem'), Type.Literal('warning'), Type.Literal('note')], {
    description:
      '`problem` keeps the files from being saved and the analysis from being started; `warning` and `note` are shown after an upload',
  }),
  message: text('what it is'),
  advice: Type.Optional(text('what to do')),
  file: Type.Optional(text('where it is, by the name that the file was uploaded under')),
  line: Type.Optional(Type.Integer({ minimum: 1, description: 'the line of the file' })),
  field: Type.Optional(text('before an analysis: the parameter that it is about')),
})

export type MethodFinding = Static<typeof methodFinding>

const list = Type.Array(methodFinding, { maxItems: 200 })

/** The findings that a check printed; undefined where it printed none, or not as docs/methods.md says. */
export function readMethodFindings(printed: unknown): MethodFinding[] | undefined {
  return Value.Check(list, printed) ? printed : undefined
}

/** In one sentence, for the lists of a stored study. */
export const methodSentence = ({ file, line, message }: MethodFinding) =>
  [file && (line === undefined ? file : `${file}, line ${line}`), message].filter(Boolean).join(': ')
