import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listTimings } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { builtInMethod, hasSettings, isBuiltIn, simulationMethod } from '#src/method/builtIn.ts'
import { kindOf } from '#src/method/curveKind.ts'
import { type AnyParameters, curveOptionsOf, type Parameters } from '#src/method/parameters.ts'
import { readRecord, type StudyContents, type StudyRecord } from '#src/studies/record.ts'
import type { Files } from '../files.ts'
import { createTracker, estimateStages, type Tracker, totalOf, type Work } from './runtimeEstimate.ts'

/**
 * How long a run on a study should take, s; null where that cannot be told.
 * @param contents of the study, undefined where its files are missing
 */
export async function expectedSeconds(
  db: Reader,
  files: Files,
  { id, userId }: Study,
  contents: StudyContents | undefined,
  analysis: { method: string; parameters: AnyParameters },
): Promise<number | null> {
  const { method } = analysis
  const record = contents && 'study' in contents ? contents.study : undefined
  const work = isBuiltIn(analysis)
    ? record && (await workLeftOf(files.study(userId, id), record, analysis.parameters))
    : workOf(analysis, record)
  return work ? totalOf(estimateStages(work, id, await listTimings(db, method, lookedAt))) : null
}

/** Of what is no analysis of the built-in method: one whole, and of a simulation an inference for each curve. */
function workOf(
  analysis: { method: string; parameters: AnyParameters },
  record: StudyRecord | undefined,
): Work {
  const { method } = analysis
  if (method !== simulationMethod || !hasSettings(analysis) || !record) return { [method]: 1 }
  const { simulation, ...settings } = analysis.parameters
  const inferring = unitsOf(record, settings).posterior + summaryUnits(record, settings)
  return { [method]: inferring * (Number(simulation?.replicas) + 1) }
}

/** How long the profile of one model of so many atoms should take, s; null where that cannot be told. */
export async function secondsOfProfile(db: Reader, atoms: number): Promise<number | null> {
  const work = { profiles: profileUnits([atoms]) }
  return totalOf(estimateStages(work, 0, await listTimings(db, builtInMethod, lookedAt)))
}

/**
 * In how many parts of so many CPU minutes each the profiles can be calculated that a run of the built-in method has still to
 * do; undefined where they are not worth it.
 */
export async function partsOfProfiles(
  studyFolder: string,
  analysis: Pick<Analysis, 'method' | 'parameters'>,
  minutesEach: number,
): Promise<number | undefined> {
  const record = isBuiltIn(analysis) ? await readRecord(studyFolder) : undefined
  if (!record || !isBuiltIn(analysis) || minutesEach === 0) return undefined
  const { profiles = 0 } = await workLeftOf(studyFolder, record, analysis.parameters)
  const parts = Math.ceil((profiles * cpuSecondsAUnit) / 60 / minutesEach)
  return parts > 1 ? Math.min(parts, record.models.length, partsMax) : undefined
}

/** Jobs of one analysis at a time on a cluster. */
const partsMax = 64

/** Follows a run of an analysis: see runtimeEstimate.ts. */
export async function openTracker(db: Reader, studyFolder: string, analysis: Analysis): Promise<Tracker> {
  const { method, studyId } = analysis
  const record = hasSettings(analysis) ? await readRecord(studyFolder) : undefined
  const work: Work =
    record && isBuiltIn(analysis) ? unitsOf(record, analysis.parameters) : workOf(analysis, record)
  return createTracker(work, estimateStages(work, studyId, await listTimings(db, method, lookedAt)))
}

/** How many runs are looked back at. */
const lookedAt = 50

/** The work without the profiles that earlier runs of the study left in its cache. */
async function workLeftOf(folder: string, record: StudyRecord, parameters: Parameters): Promise<Work> {
  const names = await readdir(join(folder, 'cache')).catch((): string[] => [])
  const cached = names.filter(name => name.startsWith('partials-') && !name.includes('.part')).length
  const work = unitsOf(record, parameters)
  const all = record.models.length * kindsOf(parameters)
  return { ...work, profiles: work.profiles * Math.max(0, 1 - cached / all) }
}

/**
 * Rough laws of growth, in which a pace is learned. They need not be more: people mostly run what is like what they
 * ran before.
 */
export function unitsOf(record: StudyRecord, parameters: Parameters) {
  const { models, profiles } = record
  const { chains, iterations } = parameters
  const atoms = models.map(model => model.atoms ?? 0)
  const inferences = inferencesOf(parameters)
  return {
    reading: 1 + sum(atoms) / 100_000,
    profiles: profiles ? 0 : kindsOf(parameters) * profileUnits(atoms),
    posterior: inferences * models.length ** 0.55 * Math.sqrt(chains / 4) * (iterations / 2000) ** 0.25,
    // Structures are read once more for the files of the ensemble, and the best of them calculated without a shortcut.
    results: summaryUnits(record, parameters) + (profiles ? 0 : sum(atoms) / 100_000),
  }
}

const summaryUnits = ({ models }: StudyRecord, parameters: Parameters) =>
  inferencesOf(parameters) * models.length ** 0.5

/** Several curves are fitted together and then each alone. */
const inferencesOf = ({ more = [] }: Parameters) => (more.length === 0 ? 1 : 2 + more.length)

/** How many times distances are counted in each model. */
const kindsOf = (parameters: Parameters) =>
  new Set([parameters, ...(parameters.more ?? [])].map((_, m) => kindOf(curveOptionsOf(parameters, m)))).size

/** Of profiles, measured: 0.3 for a thousand atoms, 0.8 for forty thousand. */
const cpuSecondsAUnit = 0.5
const profileUnits = (atoms: number[]) => sum(atoms.map(count => count ** 1.5)) / 1e6
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
