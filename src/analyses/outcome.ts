import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { findAnalysisOf } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import type { FirstAnswer, Result, Settling } from '#src/ensemble/contract.ts'
import { type GuinierFit, guinierFit } from '#src/ensemble/curve/index.ts'
import type { EnsembleTraces } from '#src/ensemble/structures/index.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { checkpointIn } from '#src/method/checkpoint.ts'
import { findFirstAnswer } from '#src/method/firstAnswer.ts'
import { describeAnalysis } from '#src/method/parameters.ts'
import { type DrawSample, resultFile, sampleFile, tracesFile } from '#src/method/resultFile.ts'
import { findSettling } from '#src/method/settling.ts'
import { AppError, notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import { createCache } from '../memoryCache.ts'
import { type Assignment, assignmentFile } from './folder.ts'
import type { Manifest } from './manifest/manifest.ts'

/** What is shown of a result: its numbers, and what is known of its models beside them. */
export interface AnalysisOutcome {
  result: Result
  /** Of the example study: the weights its curve was made with, by model. */
  truth: Record<string, number> | null
  /** Radius of gyration and largest distance of each model in A, in the order of the result; null without structures. */
  sizes: { rg: number | null; dmax: number | null }[]
  /** The shape of the heaviest models; null without structures. */
  traces: EnsembleTraces | null
  /** Null in older results. */
  sample: DrawSample | null
  /** Of the points that the ensemble was fitted to; null where they do not begin with a line. */
  guinier: GuinierFit | null
}

/** A person's finished analysis of the built-in method. @throws AppError not_found, also where the files are gone */
export async function findResultOf(
  { db, files }: { db: Database; files: Files },
  userId: number,
  id: number,
): Promise<{ analysis: Analysis; study: Study; outcome: AnalysisOutcome }> {
  const analysis = await findAnalysisOf(db.read, userId, id)
  const study = analysis && (await findStudyOf(db.read, userId, analysis.studyId))
  if (!study || analysis.state !== 'done' || !isBuiltIn(analysis)) throw notFound('result')
  return { analysis, study, outcome: await readOutcome(files.analysis(userId, study.id, id)) }
}

/** What a running analysis of the built-in method has told of its result. */
export interface Provisional {
  first?: FirstAnswer
  settling?: Settling
}

export async function provisionalOf(files: Files, analysis: Analysis): Promise<Provisional> {
  if (analysis.state !== 'running' || !isBuiltIn(analysis)) return {}
  const folder = checkpointIn(files.analysis(analysis.userId, analysis.studyId, analysis.id))
  return { first: await findFirstAnswer(folder), settling: await findSettling(folder) }
}

/** A finished analysis as the pages about it name it. */
export const outcomeFacts = (analysis: Analysis, method?: Manifest) => ({
  id: analysis.id,
  name: analysis.name,
  finishedAt: new Date(analysis.finishedAt ?? analysis.createdAt),
  parameters: describeAnalysis(analysis, method),
})

/** What tells one result of a folder from the next; null where there is none. */
export async function versionOf(folder: string): Promise<string | null> {
  const file = await lstat(join(folder, 'output/result.json')).catch(() => null)
  return file && `${file.mtimeMs} ${file.size}`
}

/** Bytes in memory for each byte of its file, about. */
const memoryShare = 3
const keep = createCache<{ outcome: AnalysisOutcome; bytes: number }>(
  16e6,
  ({ bytes }) => memoryShare * bytes,
)

/**
 * The result in an analysis folder, kept in memory: its page, charts and report read it one after the other.
 * @throws AppError not_found when the files are gone; UnreadableFile
 */
export async function readOutcome(folder: string): Promise<AnalysisOutcome> {
  const version = await versionOf(folder)
  const { outcome } = await keep(`${folder} ${version}`, async () => ({
    outcome: await readFiles(folder),
    bytes: Number(version?.split(' ')[1] ?? 0),
  }))
  return outcome
}

async function readFiles(folder: string): Promise<AnalysisOutcome> {
  try {
    const at = (path: string) => join(folder, path)
    const result = await resultFile.read(at('output/result.json'))
    const assignment = await assignmentFile.read(at('params.json'))
    const more = {
      traces: (await tracesFile.find(at('output/traces.json'))) ?? null,
      sample: (await sampleFile.find(at('output/sample.json'))) ?? null,
    }
    return outcomeOf(result, assignment, more)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new AppError(
      'not_found',
      "This analysis is done, but its files are missing. Ask the server's administrators.",
    )
  }
}

export const outcomeOf = (
  result: Result,
  { study }: Assignment,
  more: Pick<AnalysisOutcome, 'traces' | 'sample'>,
): AnalysisOutcome => ({
  ...more,
  result,
  guinier: guinierFit({
    q: Float64Array.from(result.fit.q),
    intensity: Float64Array.from(result.fit.intensity),
    sigma: Float64Array.from(result.fit.sigma),
  }),
  truth: study.truth,
  sizes: study.models.map(({ rg, dmax }) => ({ rg, dmax })),
})
