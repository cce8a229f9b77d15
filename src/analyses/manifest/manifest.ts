import { type Static, Type } from '@sinclair/typebox'
import type { MethodField } from './fields.ts'
import { type ParameterSchema, parameterSchema } from './parameterSchema.ts'

const label = Type.String({ minLength: 1, maxLength: 80 })
const fileName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' })
const wordName = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,39}$' })
const strict = { additionalProperties: false }
const maybe = Type.Optional

/** What people upload for a study of this method. */
const input = Type.Object(
  {
    name: wordName,
    label,
    help: maybe(Type.String({ maxLength: 1000 })),
    /** Endings of its files, such as `.csv`. */
    kinds: Type.Array(Type.String({ pattern: '^\\.[a-z0-9]{1,10}(\\.[a-z0-9]{1,10})?$' }), {
      minItems: 1,
      maxItems: 20,
    }),
    required: maybe(Type.Boolean()),
    /** How many files it may be; 1 without. */
    most: maybe(Type.Integer({ minimum: 1, maximum: 200 })),
    /** Of each file. */
    megabytesMax: maybe(Type.Number({ exclusiveMinimum: 0 })),
  },
  strict,
)

const chart = Type.Object(
  {
    kind: Type.Union([Type.Literal('line'), Type.Literal('scatter'), Type.Literal('bar')]),
    /** Columns of the CSV file. */
    x: Type.String({ maxLength: 200 }),
    y: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 6 }),
    /** A column with the standard errors of the first y. */
    error: maybe(Type.String({ maxLength: 200 })),
    /** Of the y columns, those drawn as a line through the points of a scatter chart. */
    lines: maybe(Type.Array(Type.String({ maxLength: 200 }))),
    xLabel: maybe(label),
    yLabel: maybe(label),
    xLog: maybe(Type.Boolean()),
    yLog: maybe(Type.Boolean()),
  },
  strict,
)

const resultFile = Type.Object(
  {
    /** Its name in output/. */
    file: fileName,
    title: label,
    description: maybe(Type.String({ maxLength: 1000 })),
    optional: maybe(Type.Boolean()),
    show: maybe(
      Type.Union([
        Type.Literal('table'),
        Type.Literal('image'),
        Type.Literal('structure'),
        Type.Literal('markdown'),
        Type.Literal('chart'),
      ]),
    ),
    chart: maybe(chart),
  },
  strict,
)

const stage = Type.Object({ name: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,39}$' }), title: label }, strict)

/** A step of the tour of its pages, with what it points at: `parameters/points` is the field of that name. */
const tourStep = Type.Object(
  {
    at: Type.String({ pattern: '^(inputs|parameters|numbers|results)/[A-Za-z0-9._-]{1,80}$' }),
    title: label,
    text: Type.String({ minLength: 1, maxLength: 600 }),
  },
  strict,
)

/** What a number is good for, between two limits. */
const grade = Type.Object(
  {
    grade: Type.Union([Type.Literal('good'), Type.Literal('fair'), Type.Literal('poor')]),
    minimum: maybe(Type.Number()),
    maximum: maybe(Type.Number()),
    /** Shown below the number. */
    text: maybe(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
)

/** A number that the command tells in its `summary`. */
const shownNumber = Type.Object(
  {
    name: wordName,
    label,
    unit: maybe(Type.String({ maxLength: 40 })),
    digits: maybe(Type.Integer({ minimum: 1, maximum: 15 })),
    help: maybe(Type.String({ maxLength: 1000 })),
    /** The first whose limits the value keeps is its own. */
    grades: maybe(Type.Array(grade, { minItems: 1, maxItems: 10 })),
  },
  strict,
)

const sbatchOption = Type.String({
  pattern:
    '^--(partition|qos|account|constraint|prefer|gres|gpus|nodelist|exclude|reservation|licenses)=[A-Za-z0-9_.,:&|*()\\[\\]-]{1,100}$',
})

const command = Type.Array(Type.String(), { minItems: 1, maxItems: 100 })

export const manifestSchema = Type.Object(
  {
    $schema: maybe(Type.String()),
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    title: label,
    description: maybe(Type.String({ maxLength: 2000 })),
    /** Of the method, kept with each of its analyses. */
    version: maybe(Type.String({ maxLength: 40 })),
    /** What to cite, shown with each result. */
    citation: maybe(Type.String({ maxLength: 2000 })),
    /** Markdown, shown with the form. */
    help: maybe(Type.String({ maxLength: 20_000 })),
    /** Only people who hold it see and may start this analysis: one of the roles that administrators add. */
    role: maybe(Type.String({ maxLength: 50 })),
    /** Program and arguments; `{here}` is the manifest's own folder, `{bioce}` this program. */
    command,
    /** What it goes through, in this order: its lines of progress name the stage. */
    stages: maybe(Type.Array(stage, { minItems: 1, maxItems: 12 })),
    /** A sentence for the mail that tells that an analysis is done, with `{name}` for its numbers. */
    mail: maybe(Type.String({ minLength: 1, maxLength: 500 })),
    /** The container that command and check run in: an image of Podman by its name, or the file of one of Apptainer. */
    image: maybe(Type.String({ pattern: '^(\\{here\\}/|/)?[A-Za-z0-9][A-Za-z0-9._/:@-]{0,250}$' })),
    /** The same, to check what was uploaded and the parameters before a run. */
    check: maybe(command),
    /** Where methods run in a sandbox, they have no network without this. */
    network: maybe(Type.Boolean()),
    /** How many threads it uses: told to it as OMP_NUM_THREADS. */
    threads: maybe(Type.Integer({ minimum: 1, maximum: 1000 })),
    /** Less than the server's own limits. */
    memoryMegabytes: maybe(Type.Integer({ minimum: 16 })),
    hours: maybe(Type.Number({ exclusiveMinimum: 0 })),
    /** What it asks of a Slurm cluster: where it runs and what it gets there, and nothing that the server decides. */
    slurm: maybe(Type.Array(sbatchOption, { minItems: 1, maxItems: 10 })),
    /** Without them it runs on a curve and a library. */
    inputs: maybe(Type.Array(input, { minItems: 1, maxItems: 20 })),
    parameters: maybe(parameterSchema),
    /** Values that the form can be opened with. */
    presets: maybe(
      Type.Array(Type.Object({ title: label, values: Type.Record(Type.String(), Type.Unknown()) }, strict), {
        maxItems: 10,
      }),
    ),
    /** What the question mark on its pages shows, a step at a time. */
    tour: maybe(Type.Array(tourStep, { minItems: 1, maxItems: 30 })),
    numbers: maybe(Type.Array(shownNumber, { maxItems: 50 })),
    results: maybe(Type.Array(resultFile, { maxItems: 100 })),
    /** Files beside the manifest and parameters that `bioce method check` runs it with. */
    example: maybe(
      Type.Object(
        {
          inputs: maybe(Type.Record(Type.String(), Type.Array(fileName))),
          parameters: maybe(Type.Record(Type.String(), Type.Unknown())),
        },
        strict,
      ),
    ),
  },
  strict,
)

/** A manifest as it is written. */
export type WrittenManifest = Static<typeof manifestSchema>
export type ManifestInput = Static<typeof input>
export type ResultFile = Static<typeof resultFile>
export type ShownNumber = Static<typeof shownNumber>
export type NumberGrade = Static<typeof grade>
export type TourStep = Static<typeof tourStep>
export type ResultChart = Static<typeof chart>

/**
 * An analysis that a lab adds without touching the code: a command, what people upload for it, the fields of its form and
 * the files it writes. The command is started in a folder with `params.json` and `input/`, and writes `output/`.
 */
export interface Manifest extends Omit<WrittenManifest, 'parameters' | 'results' | 'numbers'> {
  /** The file, as it is written: it is kept with each analysis. */
  text: string
  /** The folder that it lies in. */
  here: string
  /** Where an administrator installed it: the folder of this version, which is hidden from other commands. */
  program?: string
  results: ResultFile[]
  numbers: ShownNumber[]
  fields: MethodField[]
  /** As it is written. */
  parameters: ParameterSchema | undefined
}
