import type { Motion } from '../structures/rotation.ts'
import type { Structure } from '../structures/structure.ts'

/** One model of an ensemble, as the writers of ensemble files need it. */
export interface EnsembleModel {
  structure: Structure
  /** Population, 0 to 1. */
  weight: number
  /** Standard deviation of the population. */
  sd: number
  /** Where to move the model, so that the file shows the ensemble superposed; stays in place unless given. */
  motion?: Motion
}
