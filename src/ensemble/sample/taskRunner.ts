import type { ParticleTask } from '../evidence/particles.ts'
import type { AdvanceResult, AdvanceTask } from './ladder.ts'

/** Whoever runs the heavy tasks of an inference, on other threads perhaps; `src/ensemble/tasks.ts` has them by name. */
export interface TaskRunner {
  advance(task: AdvanceTask): Promise<AdvanceResult>
  coolParticles(task: ParticleTask): Promise<number>
}
