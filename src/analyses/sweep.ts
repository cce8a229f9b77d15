import { listAnalysesOfStudy } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import type { Analysis, User } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { curveSettings, type SettingName, settingFields, settingList } from '#src/method/fields.ts'
import { fieldsOf, type Parameters, parseParameters } from '#src/method/parameters.ts'
import { allowanceOf } from '#src/studies/allowance.ts'
import { fieldOfCurve } from '#src/studies/record.ts'
import { firstCharacters } from '../characters.ts'
import type { Config } from '../config.ts'
import { AppError, notFound, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { freeName, withEnding } from '../studies/names.ts'
import { earlierExtras } from './earlier.ts'
import { getAnalysisOf } from './getAnalysis.ts'
import { submitAnalysis } from './submit.ts'

/** So many analyses start at once. */
const sweepMax = 12

/** A setting that may be varied, under its name in the form: of one of several curves, or of all. */
interface Swept {
  name: string
  setting: SettingName
  /** From 0; null where it holds for all. */
  curve: number | null
}

/** Numbers and choices; those that each curve has of its own once for each of several. */
export function sweptSettings(curves: number): Swept[] {
  const names = settingList
    .filter(([name, { kind, group }]) => group !== 'expert' && kind !== 'text' && name !== 'seed')
    .map(([name]) => name)
  const isOwn = (name: SettingName) => curves > 1 && curveSettings.some(own => own === name)
  return Array.from({ length: curves }, (_, place) =>
    names
      .filter(name => place === 0 || isOwn(name))
      .map(setting => ({
        setting,
        name: fieldOfCurve(setting, place),
        curve: isOwn(setting) ? place : null,
      })),
  ).flat()
}

const curvesIn = ({ more = [] }: Parameters) => 1 + more.length

export interface Sweep {
  setting: string
  /** Separated by commas, spaces or lines. */
  values: string
  /** Another setting, of which each value is taken with each of the first; none where it is empty. */
  setting2?: string
  values2?: string
  /** The form's own key: sending the same form twice starts nothing twice. */
  submitKey: string
}

/** A finished, running or waiting analysis of the built-in method, to vary. @throws AppError not_found */
export async function findVaried(db: Database['read'], userId: number, id: number) {
  const { analysis, study } = await getAnalysisOf(db, userId, id)
  if (!isBuiltIn(analysis)) throw notFound('analysis')
  return { analysis, study, parameters: analysis.parameters as Parameters }
}

/**
 * Starts an analysis for each value of one setting, or for each pair of values of two, with all else as in another analysis: its seed and files
 * too. The pair that is the other analysis itself is left out.
 * @throws AppError invalid by field, before any was started; conflict where a person may not keep so many
 */
export async function submitSweep(
  deps: { db: Database; config: Config; files: Files },
  owner: User,
  id: number,
  sweep: Sweep,
  now: number,
): Promise<Analysis[]> {
  const { read } = deps.db
  const { analysis, study, parameters } = await findVaried(read, owner.id, id)
  const variants = readGrid(sweep, parameters)
  const { used, limit } = (await allowanceOf(read, owner, deps.config)).analyses
  if (used + variants.length > limit)
    throw new AppError(
      'conflict',
      `You keep ${used} of ${limit} analyses, and these are ${variants.length} more. Delete some, or take fewer values.`,
    )
  const extras = earlierExtras(analysis, deps.files.analysis(owner.id, study.id, id))
  const taken = new Set((await listAnalysesOfStudy(read, study.id)).map(each => each.name))
  const started: Analysis[] = []
  for (const [place, variant] of variants.entries()) {
    const wanted = { name: nameOf(analysis.name, variant.text, taken), parameters: variant.parameters }
    const key = `${sweep.submitKey}:${place}`
    started.push(
      await submitAnalysis(deps, owner, study, { ...wanted, submitKey: key, formHash: key, extras }, now),
    )
    taken.add(wanted.name)
  }
  return started
}

interface Variant {
  text: string
  parameters: Parameters
}

/** @throws AppError invalid by field */
function readGrid({ setting, values, setting2 = '', values2 = '' }: Sweep, base: Parameters): Variant[] {
  const swept = sweptSettings(curvesIn(base))
  const first = settingOf(swept, setting, 'setting')
  const texts = fieldsOf(base)
  const rows = readValues(values, first, base, 'values')
  const isItself = ({ parameters }: Variant, ...settings: Swept[]) => {
    const own = fieldsOf(parameters)
    return settings.every(({ name }) => [name, `${name}Value`].every(field => own[field] === texts[field]))
  }
  if (setting2 === '' && values2.trim() === '') {
    const same = rows.find(row => isItself(row, first))
    if (same) refuse({ values: `${same.text} is the value of this analysis itself. Give other values.` })
    return rows
  }
  const second = settingOf(swept, setting2, 'setting2')
  if (second === first) refuse({ setting2: 'Choose another setting than the first.' })
  readValues(values2, second, base, 'values2')
  const grid = rows
    .flatMap(row =>
      readValues(values2, second, row.parameters, 'values2').map(({ text, parameters }) => ({
        text: `${row.text} ${text}`,
        parameters,
      })),
    )
    .filter(pair => !isItself(pair, first, second))
  if (grid.length > sweepMax)
    refuse({ values2: `Give at most ${sweepMax} pairs of values; these are ${grid.length}.` })
  if (grid.length === 0)
    refuse({ values: 'These are the values of this analysis itself. Give other values.' })
  return grid
}

function settingOf(swept: Swept[], setting: string, field: string): Swept {
  return swept.find(({ name }) => name === setting) ?? refuse({ [field]: 'Choose one of the settings.' })
}

/** @throws AppError invalid, naming the value */
function readValues(text: string, swept: Swept, base: Parameters, field: string): Variant[] {
  const texts = [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
  if (texts.length === 0) refuse({ [field]: 'Give at least one value.' })
  if (texts.length > sweepMax)
    refuse({ [field]: `Give at most ${sweepMax} values; these are ${texts.length}.` })
  return texts.map(text => ({
    text,
    parameters: {
      ...parseVariant(text, swept, base, field),
      ...(base.extras ? { extras: base.extras } : {}),
    },
  }))
}

function parseVariant(
  text: string,
  { name, setting }: Swept,
  parameters: Parameters,
  inForm: string,
): Parameters {
  const { kind } = settingFields[setting]
  const plain = kind === 'flag' && /^(on|yes|true|1)$/i.test(text) ? 'on' : text
  if (kind === 'flag' && plain !== 'on' && !/^(off|no|false|0)$/i.test(text))
    refuse({ [inForm]: `${text}: Use yes or no.` })
  try {
    return parseParameters({ ...fieldsOf(parameters), [name]: plain }, curvesIn(parameters))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return refuse({ [inForm]: `${text}: ${Object.values(error.fields)[0]}` })
  }
}

/** "Defaults" becomes "Defaults 0.25". */
function nameOf(base: string, value: string, taken: ReadonlySet<string>): string {
  const name = withEnding(base, firstCharacters(value, 16))
  return taken.has(name) ? freeName(name, taken) : name
}
