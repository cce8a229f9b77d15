import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { judgementOf } from '#src/ensemble/diagnose/index.ts'
import { readObservables, readProperties, readVector } from '#src/ensemble/formats/index.ts'
import { type AnalysisInput, type AnalysisOptions, classicModel } from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { checkpointIn } from '#src/method/checkpoint.ts'
import { settingNames } from '#src/method/fields.ts'
import { runMethod, type Sink } from '#src/method/runMethod.ts'
import { startStopwatch } from '#src/method/stopwatch.ts'
import { openThreads } from '#src/threads.ts'
import type { Command } from './index.ts'
import { type LibraryFiles, libraryOf, libraryOptions, libraryUsage } from './libraryOptions.ts'
import { measurementsIn, readMeasurements, type Texts, withOwn } from './measurements.ts'
import { structuresIn } from './models.ts'
import { resultLines } from './resultText.ts'
import {
  argumentsOf,
  endProgress,
  Inputs,
  required,
  showProgress,
  threadsOption,
  withExitCodes,
  wordOption,
  wordOrNumber,
} from './science.ts'
import { settingOptions, settingsIn, settingUsage } from './settingOptions.ts'
import { shiftsOf } from './shifts.ts'
import { studyOptions } from './studyOptions.ts'
import { UsageError } from './usage.ts'

/** `--prior` takes a word more than the form. */
const settings = settingNames.filter(name => name !== 'prior')

/** The whole method from files to `result.json`; see src/ensemble/README.md for what it computes. */
export const command: Command = {
  name: 'infer',
  summary: 'Infer the weights of an ensemble from a curve and profiles, or structure files.',
  usage: `bioce infer --curve F [--curve F ...] [--profiles F [--names F] | MODEL... ${libraryUsage}]
         [--energies F] [--properties F] [--observables F] [--shifts F --shifts-simulated F... [--shifts-rms F]] [--model default|classic]
         [--prior inclusion|1/K|X] ${settingUsage(settings)}
         [--unit 1/A|1/nm] [--threads N] [--out DIR] [--json] [--strict]

Several curves of one ensemble, such as SAXS and SANS, are fitted together, with one set of weights and one hydration. These options are
those of the curve that stands before them, or of all where they stand before the first: --profiles, --unit, --q-min, --q-max,
--background, --error-scale, --radiation, --d2o, --exchange, --deuteration, --deuterated-chains, --resolution, --beam-sd, --slit-length, --slit-plateau, --slit-width. So
  bioce infer --curve saxs.dat --curve sans.dat --radiation neutrons --d2o 0.9 MODEL...
The result tells whether the curves agree on one ensemble.

Chemical shifts come in one of two ways, in ppm:
  --shifts F --shifts-simulated F --shifts-rms F    plain tables: measured shifts with errors, predictions with a column for
                                                    each model, errors of the predictor
  --shifts F --shifts-simulated FOLDER              measured shifts as NMR-STAR or as residue, atom, shift, error; predictions
                                                    by SHIFTX2 (NUM,RES,ATOMNAME,SHIFT), each file called like its model
Observables are other numbers that the ensemble has as averages (distances of DEER or NOE, FRET, PRE, couplings, radii): a table whose first
line is name, kind, average, measured, error and the names of the models, with a line for each: kind mean, lower or upper (a bound); average
linear, r^-3 or r^-6.
Models that differ in composition, such as monomer and dimer, are refused but with --mixture: weights are then fractions of the number
of particles, and those of mass and volume are told beside them. Profiles of a mixture given as a table must be of one particle each, on
one scale.
Energies are one number for each model, in any unit: how far to trust them is inferred (--energy-prior shift: in kcal/mol).
The model that is inferred: a constant background is integrated out, its prior's sd from the curve or given in its unit; what
the stated errors are multiplied by is inferred, fixed (1) or given; and which models take part (inclusion), or all with a
Dirichlet prior of exponent 1/K or X, as with shifts and energies. --model classic is --background none --error-scale fixed
--prior 1/K, unless these say otherwise.

The verdict stands in the result and on standard error; with --strict the exit code is 3 where it is poor.

With --out, a run that was ended or killed goes on where it was when the same command is given again.`,
  run: args => withExitCodes(() => run(args)),
}

/** Exit code of `--strict` where the verdict is poor. */
const strictCode = 3

async function run(args: string[]): Promise<number> {
  const { values, positionals, tokens } = parse(args)
  if ((values.profiles === undefined) === (positionals.length === 0))
    throw new UsageError('Give either --profiles or the files of the models.')
  const files = libraryOf(values, positionals)
  const measurements = measurementsIn(tokens)
  const options = optionsOf(values, measurements[0]!)
  if (values.out) await openFolder(values.out)
  const inputs = new Inputs()
  const stopwatch = startStopwatch()
  const threads = openThreads<Tasks>(threadsOption(values.threads), reviveError)
  try {
    const { input, warnings } = await readMeasurements(measurements, {
      inputs,
      files,
      names: values.names,
      model: isClassic(values) ? classicModel : {},
      threads,
    })
    const { library } = input
    if (values.energies)
      input.energies = readVector(await inputs.text(values.energies), basename(values.energies), 'energies')
    const names = Array.isArray(library) ? library.map(model => model.name) : library.names
    if (values.properties)
      Object.assign(
        input,
        readProperties(await inputs.text(values.properties), basename(values.properties), names),
      )
    if (values.observables)
      input.observables = readObservables(
        await inputs.text(values.observables),
        basename(values.observables),
        names,
      )
    if (values.shifts) {
      const simulated = values['shifts-simulated'] ?? [required('shifts-simulated', undefined)]
      const paths = { measured: values.shifts, simulated, rms: values['shifts-rms'] }
      input.shifts = await shiftsOf(inputs, paths, names)
    }
    const whole = await runMethod(input, options, {
      threads,
      report: showProgress,
      log: console.error,
      stopwatch,
      inputs: inputs.records,
      warnings,
      checkpointFolder: values.out && checkpointIn(values.out),
      output: values.out === undefined ? undefined : outputOf(values.out, inputs, files, library),
    })
    endProgress()
    if (values.out) console.error(`Written to ${join(values.out, 'result.json')} and beside it.`)
    if (values.json) console.log(JSON.stringify(whole))
    else if (!values.out) console.log(resultLines(whole).join('\n'))
    return judge(whole, values.strict ?? false)
  } finally {
    threads.close()
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  return argumentsOf({
    args,
    allowPositionals: true,
    tokens: true,
    options: {
      ...studyOptions,
      curve: { ...text, multiple: true },
      ...libraryOptions,
      ...settingOptions(settingNames),
      energies: text,
      properties: text,
      observables: text,
      shifts: text,
      'shifts-simulated': { ...text, multiple: true },
      'shifts-rms': text,
      model: text,
      threads: text,
      out: text,
      strict: { type: 'boolean' },
    },
  })
}

type Values = ReturnType<typeof parse>['values']

const isClassic = ({ model }: Values) => wordOption('model', model, ['default', 'classic']) === 'classic'

/** The options of the analysis, those of the first curve among them. */
function optionsOf(values: Values, first: Texts): AnalysisOptions {
  const prior = wordOrNumber('prior', values.prior, ['inclusion', '1/K'])
  return {
    ...(isClassic(values) ? classicModel : {}),
    ...settingsIn(withOwn(values, first), settings),
    ...(prior === undefined ? {} : { prior }),
  }
}

/** The files of the result; those of the ensemble too where the models came as structures. */
function outputOf(
  folder: string,
  { records }: Inputs,
  files: LibraryFiles,
  library: AnalysisInput['library'],
): Sink['output'] {
  const title = records[0]?.name ?? 'bioce infer'
  if (!Array.isArray(library)) return { folder, title, sizes: [] }
  return { folder, title, sizes: library, structures: () => structuresIn(files, library) }
}

/** Makes the folder of --out before anything is calculated for it. */
async function openFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: no folder can be made there (${error.code}).`)
  })
}

/** Tells the verdict and what to know beside it; returns the exit code. */
function judge(result: Result, strict: boolean): number {
  const { verdict, remarks } = judgementOf(result)
  console.error([verdict.words, ...remarks.map(remark => `- ${remark}`)].join('\n'))
  return strict && verdict.grade === 'poor' ? strictCode : 0
}
