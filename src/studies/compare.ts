import { median } from 'd3-array'
import type { Curve } from '#src/ensemble/contract.ts'
import {
  dmaxPerRg,
  type GuinierFit,
  judgeErrors,
  qMaxByDefault,
  rgWithShell,
  scatterOverError,
  shannonChannels,
} from '#src/ensemble/curve/index.ts'
import { graded } from '#src/ensemble/diagnose/index.ts'
import { contrastRange } from '#src/ensemble/saxs/hydrationRange.ts'
import { type Finding, finding } from './findings.ts'
import type { ModelRecord } from './record.ts'
import { type UploadFault, uploadFault } from './uploadFaults.ts'

/** What a curve can tell of a library. */
export interface CurveQuality {
  /** How much the points scatter, in units of their errors; null for too few points. */
  scatter: number | null
  /** Independent numbers in the curve, with the largest distance they were counted for, A. */
  channels: number | null
  dmax: number | null
}

export function qualityOf(curve: Curve, guinier: GuinierFit | null, models: ModelRecord[]): CurveQuality {
  const largest = Math.max(0, ...models.map(model => model.dmax ?? 0))
  const dmax = largest > 0 ? largest : guinier ? dmaxPerRg * guinier.rg : null
  return {
    scatter: scatterOverError(curve),
    channels: dmax === null ? null : shannonChannels(curve, dmax),
    dmax,
  }
}

/** A curve, what its shape tells, and the name of its file. */
interface Measured extends Curve, CurveQuality {
  guinier: GuinierFit | null
  fileName: string
}

/** Of calculated curves of neutrons from models without a shell, over that of the atoms: at most so much. */
const neutronRgMax = 1.03

/** What stands out when curve and library are laid side by side. */
export function compareFiles(
  curve: Measured,
  models: ModelRecord[],
  radiation: 'x-rays' | 'neutrons' | 'unknown' = 'x-rays',
): Finding[] {
  const { scatter, channels, dmax, guinier, fileName } = curve
  const found: UploadFault[] = []
  const points = curve.q.length
  const used = usedOf(curve)
  const beyond = points - used
  if (beyond > 0) found.push(uploadFault('curve.points_beyond', { beyond, points, qMax: qMaxByDefault }))
  if (graded('points', used).grade !== 'good' || (channels !== null && used < channels))
    found.push(uploadFault('curve.few_points', { used, channels }))
  if (!guinier) found.push(uploadFault('curve.no_guinier', {}))
  if (scatter !== null) {
    const errors = judgeErrors(curve, scatter)
    if (errors === 'noiseless') found.push(uploadFault('curve.noiseless', {}))
    else if (errors !== 'right') found.push(uploadFault(`curve.errors_${errors}`, { scatter }))
  }
  const negative = curve.intensity.filter(value => value < 0).length / points
  if (negative > 0.3) found.push(uploadFault('curve.many_negative', { percent: Math.round(100 * negative) }))
  const q = curve.q[0]!
  if (dmax !== null && models.length > 0 && q > Math.PI / dmax)
    found.push(uploadFault('curve.starts_late', { q, dmax }))
  if (guinier) found.push(...sizeFaults(guinier, models, radiation))
  if (channels !== null && models.length > 1 && models.length > channels)
    found.push(uploadFault('curve.few_channels', { models: models.length, channels }))
  return found.map(each => finding(each, 'curve', fileName))
}

/** Whether curves that are fitted together have too few points for any result, so that its verdict is known beforehand. */
export const areTooFewPoints = (curves: Pick<Curve, 'q'>[]): boolean =>
  graded(
    'points',
    curves.reduce((sum, curve) => sum + usedOf(curve), 0),
  ).grade === 'poor'

/** How many points an analysis uses that asks for no other range. */
const usedOf = ({ q }: Pick<Curve, 'q'>) => q.filter(each => each <= qMaxByDefault).length

/**
 * Whether models can have the Rg of a curve. To neutrons the shell has the contrast of the other sign, so that models look smaller, in D2O by
 * a third and more: there and where the radiation is not known, as of a curve with a resolution, none is too small.
 */
function sizeFaults(
  { rg, rgError }: GuinierFit,
  models: ModelRecord[],
  radiation: 'x-rays' | 'neutrons' | 'unknown',
): UploadFault[] {
  const sizes = rangeWithShell(models)
  const allowed = 2 * rgError + 0.01 * rg
  if (!sizes) return []
  if (radiation === 'neutrons') {
    const most = Math.max(...models.map(model => model.rg ?? 0))
    return rg > neutronRgMax * most + allowed ? [uploadFault('curve.rg_above', { rg, most })] : []
  }
  const isBelow = radiation === 'x-rays' && rg < sizes.least - allowed
  return isBelow || rg > sizes.most + allowed ? [uploadFault('curve.rg_outside', { rg, ...sizes })] : []
}

/** The least and largest Rg that models and their hydration shells can show in a curve; null without structures. */
function rangeWithShell(models: ModelRecord[]): { least: number; most: number } | null {
  const sizes = models.flatMap(({ rg, atoms }) => (rg === null ? [] : [{ rg, atoms: atoms ?? 0 }]))
  if (sizes.length === 0) return null
  const shelled = ({ rg, atoms }: { rg: number; atoms: number }, contrast: number) =>
    atoms > 0 ? rgWithShell(rg, atoms, contrast) : rg
  return {
    least: Math.min(...sizes.map(each => shelled(each, contrastRange[0]))),
    most: Math.max(...sizes.map(each => shelled(each, contrastRange[1]))),
  }
}

/** The median Rg of the models; null without structures. */
export const typicalRg = (models: ModelRecord[]): number | null =>
  median(models.flatMap(({ rg }) => rg ?? [])) ?? null
