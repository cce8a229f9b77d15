import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listMethodUses } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import { listRoles } from '#db/roles.ts'
import type { Json } from '#db/schema.ts'
import type { Viewer } from '../accounts/sessions.ts'
import {
  type Decision,
  decisionFile,
  decisionIn,
  listInstalled,
  listVersions,
  methodFolder,
  readDecision,
} from '../analyses/installedMethods.ts'
import type { Manifest } from '../analyses/manifest/manifest.ts'
import { type KnownMethod, readMethods } from '../analyses/methods.ts'
import type { Config } from '../config.ts'
import { AppError, notFound } from '../errors.ts'
import type { Files } from '../files.ts'

interface Deps {
  db: Database
  config: Config
  files: Files
}

/** A version of a method as its page lists it; of one in BIOCE_METHODS or of this program there is one alone. */
export interface MethodVersion {
  /** Null of one that is not installed. */
  number: number | null
  version: string
  /** What is wrong with its manifest. */
  fault: string | null
  isCurrent: boolean
  /** Analyses of it, and those that are not over. */
  total: number
  active: number
}

export interface MethodRow {
  name: string
  title: string
  /** Whether an administrator installed it; else it lies in BIOCE_METHODS, or comes with the program. */
  isInstalled: boolean
  isOff: boolean
  /** Undefined where the version that is used cannot be read. */
  manifest: KnownMethod | undefined
  /** What was decided about who may start it; undefined while its manifest says that. */
  role: string | undefined
  lastAt: number | null
  versions: MethodVersion[]
}

/** Every method of the laboratory, with what is known of its use. */
export async function listMethods(db: Reader, config: Config): Promise<MethodRow[]> {
  const { known } = readMethods(config)
  const uses = await listMethodUses(db)
  const names = new Set([...known.keys(), ...listInstalled(config.userData)])
  return [...names].sort().map(name => {
    const manifest = known.get(name)
    const own = uses.filter(({ method }) => method === name)
    const useOf = (version: string | undefined) => {
      const { total = 0, active = 0 } = own.find(each => each.version === (version ?? null)) ?? {}
      return { total, active }
    }
    const { current, isOff, role } = readDecision(config.userData, name)
    const installed = listVersions(config.userData, name).map(({ number, manifest }) => {
      const isFine = typeof manifest !== 'string'
      const version = isFine ? manifest.version : undefined
      const facts = { number, version: version ?? '', fault: isFine ? null : manifest }
      return { ...facts, isCurrent: number === current, ...useOf(version) }
    })
    const only = { number: null, version: manifest?.version ?? '', fault: null, isCurrent: true }
    return {
      name,
      title: manifest?.title ?? name,
      isInstalled: installed.length > 0,
      isOff,
      manifest,
      role,
      lastAt: own.reduce<number | null>((last, { lastAt }) => Math.max(last ?? 0, lastAt ?? 0), null),
      versions: installed.length > 0 ? installed : [{ ...only, ...useOf(manifest?.version) }],
    }
  })
}

/** @throws AppError not_found */
export async function findMethod(db: Reader, config: Config, name: string): Promise<MethodRow> {
  const found = (await listMethods(db, config)).find(each => each.name === name)
  if (!found) throw notFound('method')
  return found
}

/**
 * Installs what was unpacked: a new method, which is not offered until it is switched on, or a version more of one, which is used at
 * once. Analyses that were submitted before keep theirs.
 * @throws AppError conflict
 */
export async function installMethod(
  { db, config, files }: Deps,
  administrator: Viewer,
  { name, version = '', here }: Manifest,
  now: number,
): Promise<{ isNew: boolean }> {
  const { known } = readMethods(config)
  const present = known.get(name)
  if (present?.isShipped)
    throw new AppError('conflict', `"${name}" is a method of this program. Give this one another name.`)
  if (present && !present.program)
    throw new AppError(
      'conflict',
      `"${name}" lies in the folder BIOCE_METHODS. Replace it there, or give this one another name.`,
    )
  await files.sync(here)
  return await db.write(async tx => {
    const versions = listVersions(config.userData, name)
    const isThere = versions.some(
      each => typeof each.manifest !== 'string' && each.manifest.version === version,
    )
    if (isThere)
      throw new AppError(
        'conflict',
        `Version ${version} of "${name}" is installed. Give the manifest another "version".`,
      )
    const isNew = versions.length === 0
    const before = readDecision(config.userData, name)
    const number = (versions[0]?.number ?? 0) + 1
    await audit(tx, administrator, isNew ? 'method_installed' : 'method_updated', name, { version }, now)
    await files.place(here, join(methodFolder(config.userData, name), String(number)))
    await decide(config, name, { ...before, current: number, isOff: isNew || before.isOff })
    return { isNew }
  })
}

/** Changes what is decided about a method, and writes it down. @throws AppError not_found */
export async function changeMethod(
  { db, config }: Deps,
  administrator: Viewer,
  name: string,
  change: Partial<Pick<Decision, 'isOff' | 'role' | 'current'>>,
  now: number,
): Promise<void> {
  const { versions } = await findMethod(db.read, config, name)
  const { current, role } = change
  if (role && !(await listRoles(db.read)).some(({ name }) => name === role)) throw notFound('role')
  if (current !== undefined && !versions.some(({ number, fault }) => number === current && !fault))
    throw notFound('version')
  await db.write(async tx => {
    const details = 'role' in change ? { role: role ?? null } : change
    await audit(tx, administrator, 'method_changed', name, details, now)
    await decide(config, name, { ...readDecision(config.userData, name), ...change })
  })
}

/**
 * Removes a version that is not used any more, or the whole method. Results that it made stay.
 * @throws AppError not_found; conflict while analyses wait for it or run
 */
export async function removeMethod(
  { db, config, files }: Deps,
  administrator: Viewer,
  name: string,
  number: number | undefined,
  now: number,
): Promise<void> {
  const incoming = await files.openIncoming()
  const write = async (tx: Tx) => {
    const { versions, isInstalled } = await findMethod(tx, config, name)
    const removed = versions.filter(each => number === undefined || each.number === number)
    if (!isInstalled || removed.length === 0) throw notFound('version')
    const active = removed.reduce((sum, each) => sum + each.active, 0)
    if (active > 0)
      throw new AppError(
        'conflict',
        `${active === 1 ? 'An analysis waits for it or runs' : `${active} analyses wait for it or run`}. Switch the method off, and remove it when they are over.`,
      )
    if (number !== undefined && removed[0]!.isCurrent)
      throw new AppError('conflict', 'This version is used. Choose another one first, or remove the method.')
    const details = { versions: removed.map(({ version }) => version) }
    await audit(tx, administrator, 'method_removed', name, details, now)
    const folder = methodFolder(config.userData, name)
    await rename(number === undefined ? folder : join(folder, String(number)), join(incoming, 'removed'))
  }
  await db.write(write).finally(() => files.discard(incoming))
}

async function audit(tx: Tx, { id }: Viewer, action: string, name: string, details: Json, now: number) {
  await appendAudit(tx, { at: now, actorId: id, action, subject: `method:${name}`, details })
}

/** Whole, or not at all: other processes read it at any time. */
async function decide({ userData }: Config, name: string, decision: Decision): Promise<void> {
  const path = decisionIn(userData, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.part`, decisionFile.textOf(decision), { flush: true })
  await rename(`${path}.part`, path)
}
