import type { InferServices } from '#src/ensemble/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import type { Threads } from '../threads.ts'

/** Where the tasks of an inference run: on these threads. */
export const samplerOn = (threads: Pick<Threads<Tasks>, 'run'>): NonNullable<InferServices['run']> => ({
  advance: task => threads.run('advance', task),
  coolParticles: task => threads.run('coolParticles', task),
})
