import type { Analysis } from '#db/schema.ts'
import type { Parameters } from './parameters.ts'

/** The name of the built-in method in the row of an analysis, where a laboratory's method has that of its manifest. */
export const builtInMethod = 'bioce'

/** The name of the method that asks what the data of a study can tell: see simulation/. */
export const simulationMethod = 'simulation'

/** The name of the method for a series of curves: see series/. */
export const seriesMethod = 'series'

/** Whether an analysis is one of the built-in method: then its parameters are those of the settings. */
export function isBuiltIn<Some extends Pick<Analysis, 'method'>>(
  analysis: Some,
): analysis is Some & { parameters: Parameters } {
  return analysis.method === builtInMethod
}

/** Whether the parameters of an analysis hold the settings of the built-in method: those of a simulation do, beside its question. */
export function hasSettings<Some extends Pick<Analysis, 'method'>>(
  analysis: Some,
): analysis is Some & { parameters: Parameters } {
  return isBuiltIn(analysis) || analysis.method === simulationMethod
}
