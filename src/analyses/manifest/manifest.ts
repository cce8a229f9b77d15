import { type Static, type TSchema, Type } from '@sinclair/typebox'
import type { MethodField } from './fields.ts'
import { ending, type ParameterSchema, parameterSchema } from './parameterSchema.ts'

/**
 * The format of a manifest. The descriptions are the author's reference: `bioce method schema` prints them for editors, and
 * docs/methods.md has them as tables.
 */
const strict = { additionalProperties: false }
const maybe = Type.Optional
const described = <Schema extends TSchema>(schema: Schema, description: string): Schema => ({
  ...schema,
  description,
})
const words = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, description })
const text = (maxLength: number, description: string) => Type.String({ maxLength, description })
const flag = (description: string) => Type.Boolean({ description })
const oneOf = <Word extends string>(all: Word[], description: string) =>
  Type.Union(
    all.map(word => Type.Literal(word)),
    { description },
  )
const label = Type.String({ minLength: 1, maxLength: 80 })
const fileName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' })
const wordName = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,39}$' })

export const input = Type.Object(
  {
    name: described(wordName, 'its own'),
    label: described(label, 'for people'),
    help: maybe(text(1000, 'help below the field')),
    kinds: Type.Array(ending, {
      ...{ minItems: 1, maxItems: 20 },
      description: 'the endings that its files may have, such as `[".csv"]`',
    }),
    required: maybe(flag('`false` where it may be left out')),
    typed: maybe(flag('`true` where its text may be typed on the page of the upload in place of a file')),
    most: maybe(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'how many files it may be; 1 without it' }),
    ),
    megabytesMax: maybe(
      Type.Number({
        exclusiveMinimum: 0,
        description: "of each file; the server's limit of an upload holds in any case",
      }),
    ),
  },
  strict,
)

const column = Type.String({ maxLength: 200 })
export const chart = Type.Object(
  {
    kind: oneOf(['line', 'scatter', 'bar'], '`line`, `scatter` or `bar`'),
    x: described(column, 'a column of the CSV file'),
    y: Type.Array(column, { minItems: 1, maxItems: 6, description: 'a list of columns' }),
    error: maybe(described(column, 'a column with the standard errors of the first `y`')),
    lines: maybe(
      Type.Array(column, {
        description: 'those of `y` that are lines through the points of a scatter chart',
      }),
    ),
    xLabel: maybe(described(label, 'what stands at the axis')),
    yLabel: maybe(described(label, 'the same')),
    xLog: maybe(flag('`true` for a logarithmic axis')),
    yLog: maybe(flag('the same')),
  },
  strict,
)

export const resultFile = Type.Object(
  {
    file: described(fileName, 'its name in `output/`'),
    title: described(label, 'heading'),
    description: maybe(text(1000, 'a sentence about it; the list of downloads has it')),
    optional: maybe(flag('`true` where a run may go without it')),
    show: maybe(
      oneOf(
        ['table', 'image', 'structure', 'markdown', 'chart', 'series'],
        '`table` (CSV with a heading: sorted, 25 rows a page), `chart` (CSV), `image` (PNG or SVG), `structure` (PDB or mmCIF, as `.pdb` or `.cif`), `markdown` or `series` (CSV as [`bioce series`](user.md#a-series-of-curves) writes it: a plot of each quantity over a variable). Without it the file is a download alone',
      ),
    ),
    chart: maybe(described(chart, 'how a chart is drawn')),
  },
  strict,
)

const stage = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z][a-z0-9_-]{0,39}$',
      description: 'the `stage` of a line of progress',
    }),
    title: described(label, 'for people'),
  },
  strict,
)

const tourStep = Type.Object(
  {
    at: Type.String({
      pattern: '^(inputs|parameters|numbers|results)/[A-Za-z0-9._-]{1,80}$',
      description: 'what it points at, such as `parameters/points`',
    }),
    title: described(label, 'heading'),
    text: words(600, 'what it says'),
  },
  strict,
)

export const grade = Type.Object(
  {
    grade: oneOf(['good', 'fair', 'poor'], '`good`, `fair` or `poor`'),
    minimum: maybe(Type.Number({ description: 'of values with this grade' })),
    maximum: maybe(Type.Number({ description: 'the same' })),
    text: maybe(words(200, 'shown below the number')),
  },
  strict,
)

export const shownNumber = Type.Object(
  {
    name: described(wordName, 'its name in `summary`'),
    label: described(label, 'for people'),
    unit: maybe(text(40, 'shown after the value')),
    digits: maybe(Type.Integer({ minimum: 1, maximum: 15, description: 'significant ones; 4 without it' })),
    help: maybe(text(1000, 'behind a question mark')),
    grades: maybe(
      Type.Array(grade, {
        ...{ minItems: 1, maxItems: 10 },
        description:
          'what values are good for: the first grade whose limits the value keeps is shown with it',
      }),
    ),
  },
  strict,
)

const sbatchOption = Type.String({
  pattern:
    '^--(partition|qos|account|constraint|prefer|gres|gpus|nodelist|exclude|reservation|licenses)=[A-Za-z0-9_.,:&|*()\\[\\]-]{1,100}$',
})

const command = (description: string) =>
  Type.Array(Type.String(), { minItems: 1, maxItems: 100, description })

export const manifestSchema = Type.Object(
  {
    $schema: maybe(Type.String({ description: 'the schema that an editor completes and checks it by' })),
    name: Type.String({
      pattern: '^[a-z][a-z0-9-]{0,39}$',
      description: "the method's own: small letters, digits and `-`",
    }),
    title: described(label, 'for people'),
    description: maybe(text(2000, 'what it does, in a sentence')),
    version: maybe(
      text(40, 'shown with each result, and kept with each analysis. A method that is installed needs one'),
    ),
    citation: maybe(text(2000, 'what to cite, shown with each result')),
    help: maybe(text(20_000, 'Markdown, shown with the form and with each result')),
    stages: maybe(
      Type.Array(stage, {
        ...{ minItems: 1, maxItems: 12 },
        description:
          'what a run goes through: a list of `name` and `title`. The page of a running analysis shows them, and `stage` in a line of progress says which one it is in, with `done` and `total` counting within it',
      }),
    ),
    tour: maybe(
      Type.Array(tourStep, {
        ...{ minItems: 1, maxItems: 30 },
        description:
          'what the question mark at the top of its pages shows, step by step: a list of `at`, `title` and `text`. `at` is what a step points at: `inputs/NAME` on the page of the upload, `parameters/NAME` on the form, `numbers/NAME` and `results/FILE` on the result',
      }),
    ),
    mail: maybe(
      words(
        500,
        'a sentence for the mail that tells that an analysis is done, such as `"The slope is {slope}."`: a name of `numbers` in braces stands for the number',
      ),
    ),
    role: maybe(text(50, 'who may see and start it: a role that administrators add; everybody without it')),
    command: command(
      "program and arguments. `{here}` is the folder of the manifest, and the word `{bioce}` the server's own program",
    ),
    image: maybe(
      Type.String({
        pattern: '^(\\{here\\}/|/)?[A-Za-z0-9][A-Za-z0-9._/:@-]{0,250}$',
        description:
          'the container that `command` and `check` run in: an image of Podman by its name, or the file of one of Apptainer',
      }),
    ),
    check: maybe(command('program and arguments of a check of uploads and parameters')),
    network: maybe(flag('`true` lets it use the network')),
    threads: maybe(
      Type.Integer({
        ...{ minimum: 1, maximum: 1000 },
        description: 'passed to it as `OMP_NUM_THREADS`; on a cluster, the processors that its job asks for',
      }),
    ),
    memoryMegabytes: maybe(
      Type.Integer({
        minimum: 16,
        description: 'its limit, below that of the server; on a cluster, what its job asks for',
      }),
    ),
    hours: maybe(Type.Number({ exclusiveMinimum: 0, description: 'the same' })),
    slurm: maybe(
      Type.Array(sbatchOption, {
        ...{ minItems: 1, maxItems: 10 },
        description:
          'what its jobs ask of a Slurm cluster, after the options of the server: a list such as `["--partition=gpu", "--gres=gpu:1"]` of `--partition`, `--qos`, `--account`, `--constraint`, `--prefer`, `--gres`, `--gpus`, `--nodelist`, `--exclude`, `--reservation`, `--licenses`. The method sees the graphics cards that its job gets, in the sandbox and in a container too, and the variables that name them (`CUDA_VISIBLE_DEVICES` and the like)',
      }),
    ),
    inputs: maybe(
      Type.Array(input, {
        ...{ minItems: 1, maxItems: 20 },
        description: 'what people upload; without them it runs on a curve and a library',
      }),
    ),
    parameters: maybe(described(parameterSchema, 'the fields of its form')),
    presets: maybe(
      Type.Array(Type.Object({ title: label, values: Type.Record(Type.String(), Type.Unknown()) }, strict), {
        maxItems: 10,
        description:
          'a list of `{"title": ..., "values": {...}}`: links that open the form with these values',
      }),
    ),
    numbers: maybe(
      Type.Array(shownNumber, { maxItems: 50, description: 'what a run tells in its `summary`' }),
    ),
    results: maybe(Type.Array(resultFile, { maxItems: 100, description: 'files that it writes' })),
    example: maybe(
      Type.Object(
        {
          inputs: maybe(Type.Record(Type.String(), Type.Array(fileName))),
          parameters: maybe(Type.Record(Type.String(), Type.Unknown())),
        },
        {
          ...strict,
          description:
            '`inputs` (names of files beside the manifest, a list for each input) and `parameters`, for trying it out. A field with `x-upload` may name a file beside the manifest',
        },
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
  /** Whether it comes with this program. */
  isShipped?: boolean
  /** Where an administrator installed it: the folder of this version, which is hidden from other commands. */
  program?: string
  results: ResultFile[]
  numbers: ShownNumber[]
  fields: MethodField[]
  /** As it is written. */
  parameters: ParameterSchema | undefined
}
