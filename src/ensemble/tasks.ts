/**
 * The calculations that may run in another thread, by name: plain data in, plain data out, nothing else shared.
 *
 * Each is a pure function of its input; `report` tells of progress on the way.
 */

import { coolParticles, type ParticleTask } from './evidence/particles.ts'
import { type Fault, type FaultCode, FaultError } from './faults/index.ts'
import { type AdvanceTask, advance } from './sample/ladder.ts'
import type { NeutronSample } from './saxs/neutrons.ts'
import type { PartialsOptions } from './saxs/partials.ts'
import { modelPartials } from './saxs/radiation.ts'
import { type ChainTask, runChain } from './series/chain.ts'
import type { Structure } from './structures/structure.ts'

export const tasks = {
  partials: (input: { structure: Structure; neutrons?: NeutronSample | null; options: PartialsOptions }) =>
    modelPartials(input.structure, input.neutrons ?? null, input.options),
  advance: (task: AdvanceTask) => advance(task),
  coolParticles: (task: ParticleTask) => coolParticles(task),
  runChain: (task: ChainTask, report: (share: never) => void) =>
    runChain(task, report as (share: number) => void),
}

export type Tasks = typeof tasks
export type TaskName = keyof Tasks

/** The error that a task threw, from its fields; a `FaultError` becomes one again. */
export function reviveError(plain: { name: string; message: string; [field: string]: unknown }): Error {
  if (plain.fault) return new FaultError(plain.fault as Fault<FaultCode>)
  return Object.assign(new Error(plain.message), plain)
}
