import { createLocalExecutor } from '#jobs/executors/local.ts'
import type { Config } from '../config.ts'
import { type Confinement, openConfinement } from '../confinement.ts'
import { log } from '../log.ts'
import { describeProtection, findProtection } from '../protection.ts'

/** Runs commands here, those of the laboratory's methods confined as far as this machine can: it is tried before the first. */
export function openExecutor(config: Config) {
  let confinement: Confinement | undefined
  function confine(): Confinement {
    if (confinement) return confinement
    const protection = findProtection(config)
    log.info('methods confined', { protection: describeProtection(protection) })
    return (confinement = openConfinement(protection, config))
  }
  if (config.methods !== undefined) confine()
  return createLocalExecutor(confine)
}
