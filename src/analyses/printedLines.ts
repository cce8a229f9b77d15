import { Type } from '@sinclair/typebox'
import { methodFinding } from '../studies/methodFinding.ts'

const progressLine = Type.Object(
  {
    stage: Type.String({ description: 'one of `stages` of the manifest, or any word where it has none' }),
    done: Type.Optional(Type.Number({ minimum: 0, description: 'how much of it is done; 0 without it' })),
    total: Type.Optional(Type.Number({ minimum: 0, description: 'of how much; 0 where that is not known' })),
    message: Type.Optional(
      Type.String({ description: 'what it does, shown with the count; cut at 300 characters' }),
    ),
  },
  {
    description: 'progress; the page shows message and count',
    examples: [{ stage: 'fit', done: 3, total: 10, message: 'Fitting' }],
  },
)

const summaryLine = Type.Object(
  {
    summary: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Boolean()]), {
      description: 'by the names that `numbers` of the manifest has',
    }),
  },
  {
    description: 'the last line of a run that went well: numbers, texts and truth values for the page',
    examples: [{ summary: { slope: 0.31 } }],
  },
)

const failureLine = Type.Object(
  {
    reason: Type.String({ description: 'a word for programs, such as `bad_input`' }),
    message: Type.String({ description: 'what is wrong and what to do: its owner reads it' }),
  },
  {
    description:
      'the last line of a run that failed, before an exit code other than 0: its owner reads the message',
    examples: [{ reason: 'bad_input', message: 'There is no curve.' }],
  },
)

const findingsLine = Type.Object(
  {
    findings: Type.Array(methodFinding, { maxItems: 200, description: 'empty where it finds nothing' }),
  },
  {
    description: 'the last line of a check',
    examples: [{ findings: [{ level: 'problem', message: 'There is no column dose.' }] }],
  },
)

/** What the command of a method prints, one JSON object on a line; jobs/executors/output.ts reads it. */
export const printedLines = [progressLine, summaryLine, findingsLine, failureLine]
