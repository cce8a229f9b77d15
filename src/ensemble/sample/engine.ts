import { openInstance } from '../kernels/wasmSweep.ts'
import { Random } from '../numeric/random.ts'
import { sweep } from './moves.ts'
import type { Target } from './target.ts'
import { drawPrior, emptyScratch, emptyWalker, refresh, type Walker } from './walker.ts'

/** What moves walkers over one target, by random numbers of its own. */
export interface Engine {
  newWalker(): Walker
  /** One sweep at temperature `beta`; see moves.ts. */
  sweep(walker: Walker, beta: number): void
  /** See walker.ts. */
  drawPrior(walker: Walker): void
  refresh(walker: Walker): void
  /** The next of the random numbers, in (0, 1). */
  uniform(): number
  /** Their state, to start again from. */
  randomState(): number[]
}

/**
 * The engine of every calculation, in WebAssembly, with room for `walkerCount` walkers. There is one for a thread: the
 * walkers of an engine are good until the next is opened.
 */
export function openEngine(target: Target, state: ArrayLike<number>, walkerCount: number): Engine {
  return openInstance(target, state, walkerCount)
}

/** The same sources as TypeScript: what the compiled engine is compared with. */
export function openPlainEngine(target: Target, state: ArrayLike<number>): Engine {
  const random = Random.from(state)
  const scratch = emptyScratch(target)
  return {
    newWalker: () => emptyWalker(target, scratch),
    sweep: (walker, beta) => sweep(target, walker, beta, random),
    drawPrior: walker => drawPrior(target, walker, random),
    refresh: walker => refresh(target, walker),
    uniform: () => random.uniform(),
    randomState: () => random.state,
  }
}
