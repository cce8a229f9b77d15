import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Study } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import type { Config } from '../config.ts'
import { AppError, StartError } from '../errors.ts'
import { log } from '../log.ts'
import type { Manifest } from './manifest/manifest.ts'
import { readManifest } from './manifest/readManifest.ts'

/** The analyses of BIOCE_METHODS by name, and what is wrong with the manifests that are left out. */
export interface Methods {
  methods: Map<string, Manifest>
  faults: string[]
}

/**
 * Reads every manifest of BIOCE_METHODS: `*.json`, and `method.json` in the folders there. One that is broken is left out, so that it stops nothing but
 * itself. Read anew each time: they are few and small.
 */
export function readMethods({ methods: folder }: { methods?: string }): Methods {
  const found: Methods = { methods: new Map(), faults: [] }
  if (folder === undefined) return found
  for (const file of manifestsIn(folder, found)) {
    try {
      const manifest = readManifest(join(folder, file))
      if (found.methods.has(manifest.name))
        found.faults.push(`Two analyses in ${folder} are called ${manifest.name}. ${file} is left out.`)
      else found.methods.set(manifest.name, manifest)
    } catch (error) {
      if (!(error instanceof StartError)) throw error
      found.faults.push(error.message)
    }
  }
  logNew(found.faults)
  return found
}

function manifestsIn(folder: string, { faults }: Methods): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map(entry => (entry.isDirectory() ? join(entry.name, 'method.json') : entry.name))
      .filter(file => file.endsWith('.json') && (dirname(file) === '.' || existsSync(join(folder, file))))
      .sort()
  } catch (error) {
    faults.push(`BIOCE_METHODS=${folder} cannot be read: ${(error as Error).message}.`)
    return []
  }
}

let logged: string[] = []

/** Logs each fault once, and again when it comes back. */
function logNew(faults: string[]): void {
  for (const fault of faults) if (!logged.includes(fault)) log.warning('manifest left out', { fault })
  logged = faults
}

/** Whether an analysis of a method can be one of a study: of the study of its own inputs, or of a curve and a library. */
export const isFor = (
  { name, inputs }: Pick<Manifest, 'name' | 'inputs'>,
  study: Pick<Study, 'method'>,
): boolean => (inputs ? study.method === name : isBuiltIn(study))

/** @throws AppError conflict where the built-in analysis is switched off */
export function checkBuiltIn({ builtIn }: Pick<Config, 'builtIn'>): void {
  if (builtIn === false)
    throw new AppError(
      'conflict',
      'The built-in analysis is switched off on this server. Use one of its methods.',
    )
}

/** Those that can be started. */
export const methodsOf = (config: { methods?: string }): Map<string, Manifest> => readMethods(config).methods

/** @throws StartError the first thing that is wrong with them */
export function checkMethods(config: { methods?: string }): void {
  const [fault] = readMethods(config).faults
  if (fault !== undefined) throw new StartError(fault)
}
