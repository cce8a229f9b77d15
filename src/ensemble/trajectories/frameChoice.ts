/** Frames `first`, `first + every` ... up to `last`; counted from 0, as VMD, MDAnalysis and MDTraj count. */
export interface FrameChoice {
  first: number
  /** Null for the last there is. */
  last: number | null
  every: number
}

export const allFrames: FrameChoice = { first: 0, last: null, every: 1 }

/** How many of `frames` frames are chosen. */
export function chosenOf(frames: number, { first, last, every }: FrameChoice): number {
  const end = Math.min(frames - 1, last ?? frames - 1)
  return end < first ? 0 : Math.floor((end - first) / every) + 1
}
