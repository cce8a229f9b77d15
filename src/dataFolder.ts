import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { StartError } from './errors.ts'

/** What the server writes is for its own user, also where somebody may come into a folder of it. */
export const restrictNewFiles = () => process.umask(0o077)

/** Makes a folder that the server writes to, private to it. @throws StartError it cannot be made or written */
export function prepareDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StartError(cannotWrite(path, error as NodeJS.ErrnoException))
  }
}

/** A folder, or the nearest above it that is there: on the disk that it would be on. */
export const nearestFolder = (path: string): string =>
  existsSync(path) ? path : nearestFolder(dirname(path))

/** A system error about a path as a sentence; undefined for any other error. */
export function explainPath(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException
  return path !== undefined && Object.hasOwn(causes, code ?? '')
    ? cannotWrite(path, error as NodeJS.ErrnoException)
    : undefined
}

const causes: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
}

const cannotWrite = (path: string, { code = '', message }: NodeJS.ErrnoException) =>
  `${path} cannot be used by ${userName()}: ${Object.hasOwn(causes, code) ? causes[code] : message}. ` +
  'Set BIOCE_DATA to a folder that this user can write, or change who owns it.'

/** Bun knows the name from the environment alone, and a container may run as a number that has none. */
function userName(): string {
  const { username, uid } = userInfo()
  if (uid === 0) return 'root'
  return username === 'unknown' ? `user number ${uid}` : `user ${username}`
}
