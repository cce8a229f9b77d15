import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { StartError } from '../errors.ts'
import { ownFile, UnreadableFile } from '../ownFile.ts'
import type { Manifest } from './manifest/manifest.ts'
import { readManifest } from './manifest/readManifest.ts'

/**
 * What administrators decide about methods, and the versions that they install:
 *
 *     userData/methods/slope/  decision.json     which version is used, whether it is offered, and to whom
 *                              1/  2/            method.json and what came with it; an archive each, never changed
 *
 * All processes on all machines read it whenever they need it, so a change holds for all of them at once.
 */
const decision = Type.Object({
  /** The version that is used; null of a method that lies in BIOCE_METHODS. */
  current: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  /** Nobody can start it. */
  isOff: Type.Boolean(),
  /** Who may start it in the place of what its manifest says: '' for everybody. */
  role: Type.Optional(Type.String()),
})

export type Decision = Static<typeof decision>
export const decisionFile = ownFile(decision)
export const undecided: Decision = { current: null, isOff: false }

export const methodFolder = (userData: string, name: string) => join(userData, 'methods', name)
export const decisionIn = (userData: string, name: string) =>
  join(methodFolder(userData, name), 'decision.json')

/** @throws StartError where the file is damaged */
export function readDecision(userData: string, name: string): Decision {
  const path = decisionIn(userData, name)
  if (!existsSync(path)) return undecided
  try {
    return decisionFile.parse(readFileSync(path, 'utf8'), path)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    throw new StartError(error.message)
  }
}

export interface InstalledVersion {
  number: number
  /** Or what is wrong with it, as an upgrade of the program may find. */
  manifest: Manifest | string
}

/** The names of methods of which something is installed. */
export function listInstalled(userData: string): string[] {
  const folder = join(userData, 'methods')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => listVersionNumbers(userData, name).length > 0)
    .sort()
}

function listVersionNumbers(userData: string, name: string): number[] {
  const folder = methodFolder(userData, name)
  if (!existsSync(folder)) return []
  const numbers = readdirSync(folder).filter(each => /^\d+$/.test(each))
  return numbers.map(Number).sort((a, b) => b - a)
}

/** The versions of a method, the one that was installed last first. */
export function listVersions(userData: string, name: string): InstalledVersion[] {
  return listVersionNumbers(userData, name).map(number => ({
    number,
    manifest: readVersion(userData, name, number),
  }))
}

/** A version, or what is wrong with it. */
export function readVersion(userData: string, name: string, number: number): Manifest | string {
  const program = join(methodFolder(userData, name), String(number))
  try {
    return { ...readManifest(join(program, 'method.json')), program }
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return error.message
  }
}
