import type { Curve } from '#src/ensemble/contract.ts'
import type { GuinierFit } from '#src/ensemble/curve/guinier.ts'
import { scatterOverError } from '#src/ensemble/curve/noise.ts'
import { shannonChannels } from '#src/ensemble/curve/shannon.ts'
import type { Finding } from './findings.ts'
import type { ModelRecord } from './record.ts'

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

/** What stands out when curve and library are laid side by side. `file` is the curve's. */
export function compareFiles(
  curve: Curve,
  guinier: GuinierFit | null,
  models: ModelRecord[],
  file: string,
): Finding[] {
  const { scatter, channels, dmax } = qualityOf(curve, guinier, models)
  const found: Finding[] = []
  const add = (level: 'warning' | 'note', message: string, mend: string) =>
    found.push({ level, field: 'curve', file, line: null, message, mend, files: 1 })
  if (!guinier)
    add(
      'warning',
      'There is no straight Guinier range at low q, so Rg and I(0) are not known from the curve alone.',
      'Check the buffer subtraction and the first points. The analysis itself does not need the range.',
    )
  if (scatter !== null && scatter > 2)
    add(
      'warning',
      `The points scatter ${scatter.toFixed(1)} times as much as their errors say: the errors are too small.`,
      'Export the curve with its experimental errors; as it is, the weights will look more certain than they are.',
    )
  if (scatter !== null && scatter < 0.4)
    add(
      'warning',
      `The points scatter only ${scatter.toPrecision(1)} times as much as their errors say: the curve was smoothed, or the errors are too large.`,
      'Use the curve before smoothing or regularisation, with its own errors.',
    )
  const negative = curve.intensity.filter(value => value < 0).length / curve.intensity.length
  if (negative > 0.3)
    add(
      'warning',
      `${Math.round(100 * negative)} % of the intensities are negative.`,
      'Check that not too much buffer was subtracted, and that the second column is I(q) and not its logarithm.',
    )
  const q0 = curve.q[0]!
  if (dmax !== null && models.length > 0 && q0 > Math.PI / dmax)
    add(
      'warning',
      `The curve begins at q = ${short(q0)} 1/Å; to see ${Math.round(dmax)} Å, the size of the largest model, it should begin below ${short(Math.PI / dmax)}.`,
      'Keep the points nearest to the beam stop if they are good; the largest models are told apart poorly.',
    )
  const sizes = models.flatMap(model => (model.rg === null ? [] : [model.rg]))
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  if (guinier && sizes.length > 0 && (guinier.rg < 0.9 * least || guinier.rg > 1.15 * most))
    add(
      'warning',
      `The Rg of the curve, ${guinier.rg.toFixed(1)} Å, lies outside the library, ${range(least, most)} Å: no mixture of these models has it.`,
      'Check the unit of q; otherwise sample wider, or look for aggregation in the sample.',
    )
  if (channels !== null && models.length > channels)
    add(
      'note',
      `${models.length} models against about ${Math.round(channels)} independent numbers in the curve: single weights will be uncertain, groups of like models less so.`,
      '',
    )
  return found
}

/** The Rg in the middle of the models'; null without structures. */
export function typicalRg(models: ModelRecord[]): number | null {
  const sizes = models.flatMap(model => (model.rg === null ? [] : [model.rg])).sort((a, b) => a - b)
  return sizes[sizes.length >> 1] ?? null
}

const range = (least: number, most: number) =>
  least === most ? least.toFixed(1) : `${least.toFixed(1)} to ${most.toFixed(1)}`
const short = (x: number) => String(Number(x.toPrecision(2)))
