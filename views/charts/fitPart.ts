import type { Details, FitResult } from '#src/ensemble/contract.ts'

/** A part of the curve, in 1/A. */
export type QRange = [from: number, to: number]

type Band = Details['modelBand']

/** The points of a fit that lie in a range. */
export const placesWithin = ({ q }: FitResult, [from, to]: QRange) =>
  [...q.keys()].filter(i => q[i]! >= from && q[i]! <= to)

/** The fit at some of its points. */
export function partOf(fit: FitResult, places: number[]): FitResult {
  const at = (values: number[]) => places.map(i => values[i]!)
  const { q, intensity, sigma, model, band } = fit
  return {
    ...fit,
    q: at(q),
    intensity: at(intensity),
    sigma: at(sigma),
    model: at(model),
    band: bandWithin(band, places),
  }
}

export const bandWithin = ({ lower, upper }: Band, places: number[]): Band => ({
  lower: places.map(i => lower[i]!),
  upper: places.map(i => upper[i]!),
})

/** In standard errors. */
export const residualsOf = ({ intensity, sigma, model }: FitResult) =>
  intensity.map((value, i) => (value - model[i]!) / sigma[i]!)

/** The mean square of the residuals at some of the points. */
export function chi2Within(fit: FitResult, places: number[]): number {
  const residuals = residualsOf(fit)
  return places.reduce((sum, i) => sum + residuals[i]! ** 2, 0) / places.length
}
