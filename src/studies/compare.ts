import type { Curve } from '#src/ensemble/contract.ts'
import { type GuinierFit, scatterOverError, shannonChannels } from '#src/ensemble/curve/index.ts'
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

/** Without models: a chain's largest distance is about so many times its Rg. */
const dmaxPerRg = 3

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

/** What stands out when curve and library are laid side by side. */
export function compareFiles(curve: Measured, models: ModelRecord[]): Finding[] {
  const { scatter, channels, dmax, guinier, fileName } = curve
  const found: UploadFault[] = []
  if (!guinier) found.push(uploadFault('curve.no_guinier', {}))
  if (scatter !== null && scatter > 2) found.push(uploadFault('curve.errors_small', { scatter }))
  if (scatter !== null && scatter < 0.4) found.push(uploadFault('curve.errors_large', { scatter }))
  const negative = curve.intensity.filter(value => value < 0).length / curve.intensity.length
  if (negative > 0.3) found.push(uploadFault('curve.many_negative', { percent: Math.round(100 * negative) }))
  const q = curve.q[0]!
  if (dmax !== null && models.length > 0 && q > Math.PI / dmax)
    found.push(uploadFault('curve.starts_late', { q, dmax }))
  const sizes = models.flatMap(model => (model.rg === null ? [] : [model.rg]))
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  if (guinier && sizes.length > 0 && (guinier.rg < 0.9 * least || guinier.rg > 1.15 * most))
    found.push(uploadFault('curve.rg_outside', { rg: guinier.rg, least, most }))
  if (channels !== null && models.length > channels)
    found.push(uploadFault('curve.few_channels', { models: models.length, channels }))
  return found.map(each => finding(each, 'curve', fileName))
}

/** The Rg in the middle of the models'; null without structures. */
export function typicalRg(models: ModelRecord[]): number | null {
  const sizes = models.flatMap(model => (model.rg === null ? [] : [model.rg])).sort((a, b) => a - b)
  return sizes[sizes.length >> 1] ?? null
}
