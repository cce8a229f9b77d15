import type { Engine } from './engine.ts'
import type { Walker } from './walker.ts'

/** The state of a walker, without the models that do not take part: a plain object. */
export interface PackedWalker extends Pick<Walker, 'hyper' | 'logErrorScale' | 'logTemperature' | 'node'> {
  /** The models that take part, ascending, and log u of each. */
  models: Int32Array
  logAmounts: Float64Array
}

export function packWalker({ logU, hyper, logErrorScale, logTemperature, node }: Walker): PackedWalker {
  let count = 0
  for (let k = 0; k < logU.length; k++) if (logU[k] > -Infinity) count++
  const [models, logAmounts] = [new Int32Array(count), new Float64Array(count)]
  let at = 0
  for (let k = 0; k < logU.length; k++) {
    if (!(logU[k] > -Infinity)) continue
    models[at] = k
    logAmounts[at++] = logU[k]
  }
  return { models, logAmounts, hyper, logErrorScale, logTemperature, node }
}

/** Puts a walker where another was, everything that follows from its state calculated anew. */
export function unpackWalker(engine: Engine, packed: PackedWalker, walker: Walker): void {
  const { models, logAmounts, hyper, logErrorScale, logTemperature, node } = packed
  const { logU } = walker
  logU.fill(-Infinity)
  for (let i = 0; i < models.length; i++) logU[models[i]] = logAmounts[i]
  walker.hyper = hyper
  walker.logErrorScale = logErrorScale
  walker.logTemperature = logTemperature
  walker.node = node
  engine.refresh(walker)
}
