import { listAnalysesOfStudy } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import type { Analysis, User } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { type SettingName, settingFields, settingList } from '#src/method/fields.ts'
import { fieldsOf, type Parameters, parseParameters } from '#src/method/parameters.ts'
import { allowanceOf } from '#src/studies/allowance.ts'
import type { Config } from '../config.ts'
import { AppError, notFound, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { earlierExtras } from './earlier.ts'
import { getAnalysisOf } from './getAnalysis.ts'
import { freeName, nameCharactersMax } from './rerun.ts'
import { submitAnalysis } from './submit.ts'

/** So many analyses start at once. */
const sweepMax = 12

/** The settings that may be varied: numbers and choices. */
export const sweptSettings = settingList
  .filter(([name, { kind, group }]) => group !== 'expert' && kind !== 'text' && name !== 'seed')
  .map(([name]) => name)

export interface Sweep {
  setting: string
  /** Separated by commas, spaces or lines. */
  values: string
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
 * Starts an analysis for each value of one setting, with all else as in another analysis: its seed and files too.
 * @throws AppError invalid by field, before any was started; conflict where a person may not keep so many
 */
export async function submitSweep(
  deps: { db: Database; config: Config; files: Files },
  owner: User,
  id: number,
  { setting, values, submitKey }: Sweep,
  now: number,
): Promise<Analysis[]> {
  const { read } = deps.db
  const { analysis, study, parameters } = await findVaried(read, owner.id, id)
  const name = sweptSettings.find(each => each === setting)
  if (!name) refuse({ setting: 'Choose one of the settings.' })
  const variants = readValues(values, name, parameters)
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
    const key = `${submitKey}:${place}`
    started.push(
      await submitAnalysis(deps, owner, study, { ...wanted, submitKey: key, formHash: key, extras }, now),
    )
    taken.add(wanted.name)
  }
  return started
}

/** @throws AppError invalid, naming the value */
function readValues(text: string, name: SettingName, parameters: Parameters) {
  const texts = [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
  if (texts.length === 0) refuse({ values: 'Give at least one value.' })
  if (texts.length > sweepMax)
    refuse({ values: `Give at most ${sweepMax} values; these are ${texts.length}.` })
  return texts.map(text => {
    const variant = parseVariant(text, name, parameters)
    if (variant[name] === parameters[name])
      refuse({ values: `${text} is the value of this analysis itself. Give other values.` })
    return { text, parameters: { ...variant, ...(parameters.extras ? { extras: parameters.extras } : {}) } }
  })
}

function parseVariant(text: string, name: SettingName, parameters: Parameters): Parameters {
  const { kind } = settingFields[name]
  const plain = kind === 'flag' && /^(on|yes|true|1)$/i.test(text) ? 'on' : text
  if (kind === 'flag' && plain !== 'on' && !/^(off|no|false|0)$/i.test(text))
    refuse({ values: `${text}: Use yes or no.` })
  try {
    const curves = 1 + (parameters.more?.length ?? 0)
    return parseParameters({ ...fieldsOf(parameters), [name]: plain }, curves)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return refuse({ values: `${text}: ${Object.values(error.fields)[0]}` })
  }
}

/** "Defaults" becomes "Defaults 0.25". */
function nameOf(base: string, value: string, taken: ReadonlySet<string>): string {
  const ending = ` ${value.slice(0, 12)}`
  const name =
    [...base]
      .slice(0, nameCharactersMax - ending.length)
      .join('')
      .trim() + ending
  return taken.has(name) ? freeName(name, taken) : name
}
