import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { IntervalEstimate, Result, ResultVerdict } from '#src/ensemble/contract.ts'
import { voidCodes } from '#src/ensemble/diagnose/index.ts'
import { intervalEstimate, orNull, verdictCode } from './resultFile.ts'

/** A mail has so many. */
const heaviestMax = 5

/** What lists, tables and mails show of a result without opening it. */
export interface ResultSummary {
  chi2PerPoint: number
  converged: boolean
  models: number
  /** The first line of the result's page. */
  verdict: string
  /** Null of results without one. */
  code: ResultVerdict['code'] | null
  /** The weights of the heaviest models; empty where they mean nothing. */
  heaviest: { model: string; mean: number; sd: number }[]
  /** How many points were fitted. */
  points: number
  /** What the stated errors are multiplied by; null where they were not inferred. */
  errorScale: number | null
  /** 1/sum w^2, and the radius of gyration of the ensemble in A: means with 95 % intervals. */
  effectiveModels: IntervalEstimate | null
  rg: IntervalEstimate | null
  /** Natural log of the evidence with its error (95 %). */
  evidence: { log: number; reach: number } | null
}

export function summaryOf(result: Result): ResultSummary {
  const { fit, curves, sampler, models, verdict, evidence, effectiveModels, errorScale, details } = result
  const fits = curves?.map(curve => curve.fit) ?? [fit]
  const points = fits.reduce((sum, { q }) => sum + q.length, 0)
  const selected = models.filter(model => model.selected)
  const heaviest = selected.toSorted((a, b) => b.weight.mean - a.weight.mean).slice(0, heaviestMax)
  const rg = details?.distributions?.find(({ name }) => name === 'rg')?.mean
  return {
    // Of several curves that of all their points.
    chi2PerPoint: curves
      ? fits.reduce((sum, { chi2PerPoint, q }) => sum + chi2PerPoint * q.length, 0) / points
      : fit.chi2PerPoint,
    converged: sampler.converged,
    models: selected.length,
    verdict: verdict?.words ?? '',
    code: verdict?.code ?? null,
    heaviest:
      verdict && voidCodes.some(code => code === verdict.code)
        ? []
        : heaviest.map(({ name, weight: { mean, sd } }) => ({ model: name, mean, sd })),
    points,
    errorScale: errorScale?.scale.mean ?? null,
    effectiveModels: intervalOf(effectiveModels),
    rg: intervalOf(rg),
    evidence: evidence && {
      log: evidence.log,
      reach: evidence.interval ? evidence.interval.upper - evidence.log : 2 * evidence.error,
    },
  }
}

const intervalOf = (summary?: IntervalEstimate): IntervalEstimate | null =>
  summary ? { mean: summary.mean, q025: summary.q025, q975: summary.q975 } : null

/** Those parts of it that a table of results shows. */
const tabled = Type.Object({
  chi2PerPoint: Type.Number(),
  converged: Type.Boolean(),
  code: orNull(verdictCode),
  points: Type.Number(),
  errorScale: orNull(Type.Number()),
  effectiveModels: orNull(intervalEstimate),
  rg: orNull(intervalEstimate),
  evidence: orNull(Type.Object({ log: Type.Number(), reach: Type.Number() })),
})

export type TabledSummary = Pick<ResultSummary, keyof typeof tabled.properties>

/** The summary of a row; undefined where an earlier version of the program wrote it, or another method. */
export const tabledSummary = (summary: unknown): TabledSummary | undefined =>
  Value.Check(tabled, summary) ? summary : undefined
