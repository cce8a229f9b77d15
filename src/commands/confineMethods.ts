import { createLocalExecutor } from '#jobs/executors/local.ts'
import type { Config } from '../config.ts'
import { openConfinement } from '../confinement.ts'
import { log } from '../log.ts'
import { describeProtection, findProtection } from '../protection.ts'

/** Runs commands here, those of the laboratory's methods confined as far as this machine can. */
export function openExecutor(config: Config) {
  if (config.methods === undefined) return createLocalExecutor()
  const protection = findProtection(config)
  log.info('methods confined', { protection: describeProtection(protection) })
  return createLocalExecutor(openConfinement(protection, config))
}
