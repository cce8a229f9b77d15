/** What goes in, and what is reported on the way. Symbols: K models, N points, D draws. */

/** A measured curve, cleaned and in 1/A. Arrays have length N and are not shared with the reader. */
export interface Curve {
  /** Momentum transfer q = 4 pi sin(theta)/lambda in 1/A, never falling; several points may share one. */
  q: Float64Array
  /** Intensity in the file's own unit; negative values are legitimate. */
  intensity: Float64Array
  /** Standard error of the intensity, > 0. */
  sigma: Float64Array
  /** Resolution of q in 1/A, where the file has it as those of neutrons do. */
  dq?: Float64Array
}

/** Calculated profiles of a library: one row per point, one column per model. */
export interface Profiles {
  /** Names of the K models, in column order. */
  names: string[]
  /** Intensities [N, K], row-major. */
  values: Float64Array
}

/** Where a calculation stands: `done` of `total` steps of `stage`, with a line for a person. */
export interface Progress {
  stage: 'reading' | 'profiles' | 'hydration' | 'selection' | 'sampling' | 'together' | 'evidence' | 'writing'
  done: number
  total: number
  message: string
}

/** Called at least every 200 ms and awaited, so that the caller can show, checkpoint or cancel (by throwing). */
export type Report = (progress: Progress) => void | Promise<void>
