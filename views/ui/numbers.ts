/** Numbers as a person reads them: as many digits as the uncertainty allows, with units, never a lone exponent. */

import type { EvidenceEstimate, IntervalEstimate } from '#src/ensemble/contract.ts'

export { equalsP, formatP, formatShare } from '#src/ensemble/diagnose/index.ts'

/** `0.31 ± 0.04`; two digits of the uncertainty when it begins with a 1, as in `0.310 ± 0.012`. */
export function formatUncertain(mean: number, sd: number): string {
  if (!Number.isFinite(mean)) return '–'
  if (!(sd > 0) || !Number.isFinite(sd)) return formatNumber(mean)
  const power = Math.floor(Math.log10(Math.max(Math.abs(mean), sd)))
  if (power < -4 || power > 6) {
    const factor = 10 ** -power
    return `(${formatUncertain(mean * factor, sd * factor)})·10${raised(power)}`
  }
  const decimals = decimalsOf(sd)
  const step = 10 ** -Math.min(decimals, 0)
  const round = (x: number) =>
    decimals >= 0 ? withDecimals(x, decimals) : formatInteger(Math.round(x / step) * step)
  return `${unsigned(round(mean))} ± ${round(sd)}`
}

/** `20.16`: without its error where that is smaller than matters, `least`. */
export const formatDownTo = (mean: number, sd: number, least: number) =>
  sd >= least ? formatUncertain(mean, sd) : unsigned(withDecimals(mean, Math.max(0, decimalsOf(least))))

/**
 * A weight; without ± where two errors reach beyond 0 or 1, as it stands beside its interval, and then with a digit
 * that is not 0, however large its error: in a list none is 0.00 above a smaller one.
 */
export function formatWeight({ mean, sd }: { mean: number; sd: number }): string {
  if (mean >= 2 * sd && mean <= 1 - 2 * sd) return formatUncertain(mean, sd)
  const decimals = [mean, sd].filter(x => x > 0).map(decimalsOf)
  return mean.toFixed(Math.min(4, Math.max(2, ...decimals)))
}

/** `35.41 ± 0.16 (95 %)`: an evidence with how far its interval reaches; older results have the standard error alone. */
export const formatEvidence = ({ log, error, interval }: EvidenceEstimate) =>
  interval ? `${formatUncertain(log, interval.upper - log)} (95 %)` : formatUncertain(log, error)

function decimalsOf(sd: number): number {
  const exponent = Math.floor(Math.log10(sd))
  const leading = sd / 10 ** exponent
  return (leading < 1.95 ? 1 : 0) - exponent
}

export function formatNumber(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return '–'
  if (x === 0) return '0'
  const size = Math.abs(x)
  if (size < 1e-4 || size >= 1e7) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split('e') as [string, string]
    return `${unsigned(mantissa)}·10${raised(Number(exponent))}`
  }
  if (size >= 1000) return formatInteger(Math.round(x))
  const rounded = Number(x.toPrecision(digits))
  return unsigned(rounded.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))))))
}

/** `⁻⁶` for -6. */
export const raised = (exponent: number) =>
  [...String(exponent)].map(sign => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('')

/** A chi2 per point: about 1 it is told from 1, far from it no digit counts that is not of the first three. */
export const formatChi2 = (x: number, digits = 2) => (x < 10 ? x.toFixed(digits) : formatNumber(x))

/** `−1.5`: with a minus sign, and none where all that is shown is 0. */
export const formatSigned = (x: number, decimals: number) => unsigned(x.toFixed(decimals))

/** `0.008`: without zeros at the end. */
export const formatShort = (x: number, digits = 3) =>
  formatNumber(x, digits).replace(/\.(\d*?)0+(?=$|·)/, (_, kept) => kept && `.${kept}`)

/** The ends of an interval. */
const formatRange = (from: number, to: number, digits = 2) =>
  `${from.toFixed(digits)} – ${to.toFixed(digits)}`

/** The ends of an interval of weights, with more digits where all of it would be 0.00. */
export const formatWeights = (from: number, to: number) => formatRange(from, to, to < 0.005 ? 4 : 2)

/** `95 % interval 0.91 – 1.05`. */
export const formatInterval = ({ q025, q975 }: { q025: number; q975: number }, digits = 2) =>
  `95 % interval ${formatRange(q025, q975, digits)}`

/** `36.1 (95 % interval 33.9 – 38.4)`: all to as many decimals as its spread allows. */
export function formatEstimate({ mean, q025, q975 }: IntervalEstimate): string {
  const decimals = q975 > q025 ? Math.min(6, Math.max(0, decimalsOf((q975 - q025) / 4))) : 2
  const [value, from, to] = [mean, q025, q975].map(x => unsigned(withDecimals(x, decimals)))
  return `${value} (95 % interval ${from} – ${to})`
}

/** `31 % (27 – 36)`: a share with its 95 % interval. */
export const formatPercents = ({ mean, q025, q975 }: IntervalEstimate) =>
  `${percent(mean)} % (${percent(q025)} – ${percent(q975)})`
const percent = (share: number) => String(Math.round(100 * share))

/** `0.98 (95 % interval 0.91 – 1.05)`, for numbers whose posterior is not symmetric. */
export const formatMedian = (summary: { q025: number; q50: number; q975: number }) =>
  `${summary.q50.toFixed(2)} (${formatInterval(summary)})`

export const formatCount = (n: number, one: string, many = `${one}s`) =>
  `${formatInteger(n)} ${n === 1 ? one : many}`

export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let [size, unit] = [bytes, 0]
  while (size >= 1000 && unit < units.length - 1) [size, unit] = [size / 1000, unit + 1]
  return `${size >= 100 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'under 1 s'
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  if (seconds < 36 * 3600) return `${(seconds / 3600).toFixed(1)} h`
  return `${Math.round(seconds / 86400)} days`
}

/** `5,000`. */
export const formatInteger = (x: number) => x.toLocaleString('en')

/** How far something is: 312 of 1,000. */
export const formatDone = ({ done, total }: { done: number; total: number }) =>
  `${formatInteger(done)} of ${formatInteger(total)}`

const withDecimals = (x: number, decimals: number) =>
  x.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
const unsigned = (text: string) => (/^-[0.]+$/.test(text) ? text.slice(1) : text.replace('-', '−'))
