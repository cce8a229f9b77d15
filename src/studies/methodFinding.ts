import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const text = Type.String({ minLength: 1, maxLength: 2000 })

/** What the check of a method says of a file or a parameter. A problem keeps it from being used; the others do not. */
export const methodFinding = Type.Object({
  level: Type.Union([Type.Literal('problem'), Type.Literal('warning'), Type.Literal('note')]),
  message: text,
  advice: Type.Optional(text),
  /** The owner's name of the file. */
  file: Type.Optional(text),
  line: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Before a run: the parameter that it is about. */
  field: Type.Optional(text),
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
