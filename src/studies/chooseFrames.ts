import type { DraftFiles } from '#db/schema.ts'
import { allFrames, chosenOf, type FrameChoice } from '#src/ensemble/trajectories/frameChoice.ts'
import { refuse } from '../errors.ts'
import type { TrajectoryFacts } from './findTrajectories.ts'

/** The trajectories of an upload, which of their frames are models, and other choices with their counts. */
export interface FramesFacts {
  trajectories: TrajectoryFacts[]
  choice: FrameChoice
  models: number
  options: { every: number; models: number }[]
}

/** So many models are offered at the most, where the trajectories have them. */
const offered = [100, 200, 500, 1000, 2000, 5000]

/** What is taken of so many frames where nothing is chosen: up to a thousand, as neighbouring frames differ little. */
export const usualChoice = (frames: number): FrameChoice => ({
  ...allFrames,
  every: Math.max(1, Math.ceil(frames / 1000)),
})

export function describeFrames(trajectories: TrajectoryFacts[], library: DraftFiles['library']): FramesFacts {
  const total = trajectories.reduce((sum, { frames }) => sum + frames, 0)
  const count = (choice: FrameChoice) =>
    trajectories.reduce((sum, { frames }) => sum + chosenOf(frames, choice), 0)
  const choice = library?.frames ?? usualChoice(total)
  const steps = new Set(offered.map(models => Math.ceil(total / models)).filter(every => every > 0))
  return {
    trajectories,
    choice,
    models: count(choice),
    options: [...steps].map(every => ({ every, models: count({ ...allFrames, every }) })),
  }
}

/** The choice that a form says. @throws AppError invalid with messages by field */
export function framesIn({ first = '', last = '', every = '' }: Record<string, string>): FrameChoice {
  const faults: Record<string, string> = {}
  const whole = (name: string, text: string, least: number) => {
    if (!/^\d{1,9}$/.test(text.trim()) || Number(text) < least)
      faults[name] = `Give a whole number from ${least} on.`
    return Number(text)
  }
  const choice = {
    first: whole('first', first, 0),
    last: last.trim() === '' ? null : whole('last', last, 0),
    every: whole('every', every, 1),
  }
  if (choice.last !== null && choice.last < choice.first)
    faults.last ??= 'The last frame comes before the first.'
  if (Object.keys(faults).length > 0) refuse(faults)
  return choice
}
