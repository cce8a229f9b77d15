import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Analysis, Study } from '#db/schema.ts'
import { holdsRole } from '#src/accounts/permissions.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import type { Config } from '../config.ts'
import { engineOf } from '../container.ts'
import { AppError, StartError } from '../errors.ts'
import { log } from '../log.ts'
import { manifestCopy } from './folder.ts'
import { listInstalled, listVersions, readDecision, readVersion, undecided } from './installedMethods.ts'
import type { Manifest } from './manifest/manifest.ts'
import { readManifest, readManifestCopy } from './manifest/readManifest.ts'
import { shippedMethods } from './shippedMethods.ts'

/** A method that the server knows, with what administrators have decided about it. */
export interface KnownMethod extends Manifest {
  /** Nobody can start it; those of its analyses that wait still run. */
  isOff: boolean
  /** Who may start it by its manifest; `role` is what holds. */
  ownRole: string | undefined
}

/** The methods of the laboratory by name, and what is wrong with those that are left out. */
export interface Methods {
  known: Map<string, KnownMethod>
  /** Those that can be started. */
  methods: Map<string, KnownMethod>
  faults: string[]
  /** What those that are not left out lack on this machine. */
  lacks: string[]
}

/** Where methods lie. */
export type MethodPlaces = { methods?: string; userData?: string; builtIn?: boolean }

/**
 * Reads every manifest of BIOCE_METHODS, `*.json` and `method.json` in the folders there, and of each installed method the version that
 * is used, and adds those that come with the program. One that is broken is left out, so that it stops nothing but itself. Read anew each time: they are few and small.
 */
export function readMethods({ methods: folder, userData, builtIn = true }: MethodPlaces): Methods {
  const known = new Map<string, KnownMethod>()
  const faults: string[] = []

  function add(read: () => Manifest, where: string) {
    try {
      const manifest = read()
      if (known.has(manifest.name))
        return faults.push(`Two methods are called ${manifest.name}. That of ${where} is left out.`)
      const { isOff, role } = userData ? readDecision(userData, manifest.name) : undecided
      const ownRole = manifest.role
      known.set(manifest.name, { ...manifest, isOff, ownRole, role: role ?? ownRole })
    } catch (error) {
      if (!(error instanceof StartError)) throw error
      faults.push(error.message)
    }
  }

  for (const file of folder === undefined ? [] : manifestsIn(folder, faults))
    add(() => readManifest(join(folder!, file)), join(folder!, file))
  for (const name of userData ? listInstalled(userData) : [])
    add(() => readCurrent(userData!, name), `userData/methods/${name}`)
  // A laboratory's own of the same name takes the place of one that comes with the program.
  for (const shipped of userData && builtIn ? shippedMethods : [])
    if (!known.has(shipped.name)) add(() => shipped, 'this program')
  logNew(faults)
  const methods = new Map([...known].filter(([, { isOff }]) => !isOff))
  return { known, methods, faults, lacks: [...known.values()].flatMap(lackOf) }
}

function lackOf({ name, image }: Manifest): string[] {
  const engine = image && engineOf(image)
  if (!engine || Bun.which(engine)) return []
  return [
    `The method "${name}" runs in a container, and ${engine} is not installed on this machine: its analyses will fail.`,
  ]
}

function readCurrent(userData: string, name: string): Manifest {
  const { current } = readDecision(userData, name)
  const manifest = current === null ? 'no version of it is chosen' : readVersion(userData, name, current)
  if (typeof manifest === 'string')
    throw new StartError(`The installed method "${name}" is left out: ${manifest}`)
  return manifest
}

/** The method that an analysis is of, in the version that it was submitted with; that of BIOCE_METHODS is there in one alone. */
export function methodOf(
  places: MethodPlaces,
  name: string,
  version: string | null | undefined,
): Manifest | undefined {
  const { known } = readMethods(places)
  const found = known.get(name)
  if (!places.userData || (found && (!found.program || !version || found.version === version))) return found
  const versions = listVersions(places.userData, name).map(({ manifest }) => manifest)
  return versions.find((each): each is Manifest => typeof each !== 'string' && each.version === version)
}

/** The manifest that a finished analysis was made with; of those of earlier versions of the program the present one. */
export function manifestOf(
  places: MethodPlaces,
  { method, methodVersion }: Pick<Analysis, 'method' | 'methodVersion'>,
  folder: string,
): Manifest | undefined {
  return manifestIn(folder) ?? methodOf(places, method, methodVersion)
}

/** The manifest that lies with an analysis. */
export function manifestIn(folder: string): Manifest | undefined {
  try {
    return readManifestCopy(join(folder, manifestCopy))
  } catch (error) {
    if (!(error instanceof StartError)) throw error
  }
}

function manifestsIn(folder: string, faults: string[]): string[] {
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

/** Those that are offered. */
const methodsOf = (places: MethodPlaces): Map<string, KnownMethod> => readMethods(places).methods

/** Those that a person can start. */
export function methodsFor(places: MethodPlaces, viewer: Pick<Viewer, 'roles'>): Map<string, KnownMethod> {
  return new Map([...methodsOf(places)].filter(([, { role }]) => !role || holdsRole(viewer, role)))
}

/** @throws StartError the first thing that is wrong with those of BIOCE_METHODS */
export function checkMethods({ methods }: MethodPlaces): void {
  const [fault] = readMethods({ methods }).faults
  if (fault !== undefined) throw new StartError(fault)
}
