import { findAnalysisOf, listAnalysesOfStudy } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { isBuiltIn, simulationMethod } from '#src/method/builtIn.ts'
import { type Parameters, parseParameters } from '#src/method/parameters.ts'
import { type Question, readWeights } from '#src/method/simulation/question.ts'
import { curveCountOf } from '#src/studies/inputs.ts'
import type { StudyContents } from '#src/studies/record.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import { refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { earlierExtras } from './earlier.ts'
import type { Extras } from './extras.ts'
import { type MethodField, withFiles } from './manifest/fields.ts'
import type { FieldValue } from './manifest/fieldValues.ts'
import type { Manifest } from './manifest/manifest.ts'
import { openingFields } from './openingFields.ts'

/** The finished analyses of a study that can be asked about, the last one first. */
async function listAsked(db: Reader, study: Pick<Study, 'id'>): Promise<Analysis[]> {
  const all = await listAnalysesOfStudy(db, study.id)
  return all.filter(each => isBuiltIn(each) && each.state === 'done').sort((a, b) => b.id - a.id)
}

/** The fields of the form of a method for a study. */
export const fieldsFor = async (
  db: Reader,
  { name, fields }: Pick<Manifest, 'name' | 'fields'>,
  study: Study,
  contents: StudyContents | undefined,
): Promise<MethodField[]> =>
  name === simulationMethod ? await withAnalyses(db, study, fields) : withFiles(fields, contents)

/** Those of a simulation: the finished analyses of the study are what can be asked about. */
async function withAnalyses(db: Reader, study: Study, fields: MethodField[]): Promise<MethodField[]> {
  const asked = await listAsked(db, study)
  const choices = [
    ...asked.map(({ id, name }) => ({ value: String(id), text: name, is: id })),
    { value: '0', text: 'A new analysis with its defaults', is: 0 },
  ]
  return fields.map(field =>
    field.name === 'analysis'
      ? { ...field, kind: 'choice' as const, choices, byDefault: choices[0]!.is }
      : field,
  )
}

/**
 * What a simulation is made of: the settings and files of the analysis that it is about, and the question beside them.
 * @param values of the form, or of a program
 * @throws AppError invalid by field
 */
export async function askOf(
  { db, files }: { db: Reader; files: Files },
  study: Study,
  contents: StudyContents | undefined,
  values: Record<string, FieldValue>,
): Promise<{ parameters: Parameters; extras: Extras<UploadedFile> }> {
  const question = values as unknown as Question
  const record = contents && 'study' in contents ? contents.study : undefined
  const names = record?.models.map(({ name }) => name) ?? []
  if (names.length < 2) refuse({ '': 'One model alone has no weights to ask about.' })
  const read = question.truth === 'chosen' ? readWeights(question.weights ?? '', names) : []
  if (typeof read === 'string') refuse({ weights: read })
  if (question.points !== 'measured' && record?.profiles)
    refuse({
      points: 'Profiles that were uploaded have the points of the curve alone. Planned points need models.',
    })
  if (question.points !== 'measured' && question.from >= question.to)
    refuse({ to: 'The largest q must lie above the smallest.' })
  const about = question.analysis > 0 ? await findAnalysisOf(db, study.userId, question.analysis) : undefined
  if (question.analysis > 0 && !(about?.studyId === study.id && isBuiltIn(about) && about.state === 'done'))
    refuse({ analysis: 'Choose a finished analysis of this study.' })
  const settings =
    about && isBuiltIn(about)
      ? about.parameters
      : parseParameters(openingFields(study, record), curveCountOf(study))
  return {
    parameters: { ...settings, simulation: values as Parameters['simulation'] },
    extras: about ? earlierExtras(about, files.analysis(study.userId, study.id, about.id)) : {},
  }
}

/** The simulations about an analysis, the last one first. */
export async function listSimulationsOf(
  db: Reader,
  { id, studyId }: Pick<Analysis, 'id' | 'studyId'>,
): Promise<Analysis[]> {
  const all = await listAnalysesOfStudy(db, studyId)
  return all
    .filter(({ method, parameters }) => method === simulationMethod && isAbout(parameters, id))
    .sort((a, b) => b.id - a.id)
}

const isAbout = (parameters: Analysis['parameters'], id: number) =>
  (parameters.simulation as unknown as Question | undefined)?.analysis === id

/** One as the page of its analysis shows it. */
export const simulationRow = ({ id, name, state, progress, summary, parameters }: Analysis) => ({
  id,
  name,
  state,
  share: state === 'running' ? (progress?.share ?? null) : null,
  /** How many intervals hold the weight, of all; absent before it is done. */
  held: (summary as { held?: string } | null)?.held,
  isOfPosterior: (parameters.simulation as unknown as Question).truth === 'posterior',
})

/** What the form of a method that made an analysis opens with, to run it again. */
export const questionOf = ({ method, parameters }: Analysis): Record<string, unknown> =>
  method === simulationMethod ? (parameters.simulation as Record<string, unknown>) : parameters
