import { existsSync } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { hashOfFile } from '#src/hashOfFile.ts'
import { listFiles } from '#src/tree.ts'
import type { Ending, ReportedProgress, TaskLimits } from './executor.ts'

/**
 * The folder of an attempt on a cluster. Server and node share it and nothing else; each file is written whole by one of
 * them, and read by the other. The command works in a folder of its own in it, from where these files are hidden:
 *
 *     bioce-SITE-analysis12-attempt34/
 *         task.json                      the server's
 *         started progress.json ending.json scheduler.txt      the node's
 *         part3/  log.txt                  where a part of it is calculated that comes first; its cache is that of work/
 *         work/  params.json input/ cache/ checkpoint/ output/ log.txt
 */
export const workOf = (folder: string) => join(folder, 'work')
export const taskFile = named<AttemptTask>('task.json')
export const progressFile = named<AttemptProgress>('progress.json')
export const endingFile = named<AttemptEnding>('ending.json')

/** Written by the node that begins it, with what the cluster calls that start. */
export const startedFile = (folder: string) => join(folder, 'started')
export const hasBegun = (folder: string) => existsSync(startedFile(folder))

/** Written by the server. */
export interface AttemptTask {
  /** Of the server's program. The node's must be the same. */
  version: string
  /** Program and arguments; those of our own program come without it. */
  command: string[]
  isOurs: boolean
  limits: TaskLimits
  env?: Record<string, string>
  /** How many come first. */
  parts?: number
  /** Of a command that is not ours. */
  network?: boolean
  /** Of the container that it runs in. */
  image?: string
}

/** Written by the node, whenever it has changed. */
interface AttemptProgress {
  startedAt: number
  node: string
  progress?: ReportedProgress
}

/** Written by the node when all else is on disk. */
interface AttemptEnding {
  ending: Ending
  startedAt: number
  files: ListedFile[]
}

/** A file that the command left, by its path in its folder. */
export interface ListedFile {
  path: string
  bytes: number
  sha256: string
}

/** What a command leaves: its results, its log, and what later ones go on from. */
const leftBehind = ['output', 'log.txt', 'checkpoint', 'cache'] as const

/** Lists what a command left in its folder, once it is on disk. */
export async function listLeft(folder: string, names: readonly string[] = leftBehind): Promise<ListedFile[]> {
  const files: ListedFile[] = []
  for (const name of names) {
    const paths = (await isFile(join(folder, name)))
      ? [name]
      : (await listFiles(join(folder, name))).map(path => join(name, path)).filter(isWhole)
    for (const path of paths) {
      await sync(join(folder, path))
      const { size } = await lstat(join(folder, path))
      files.push({ path, bytes: size, sha256: await hashOfFile(join(folder, path)) })
    }
  }
  return files
}

/** What another may still be writing to is none, nor what one that was killed has left. */
const isWhole = (path: string) => path.startsWith('output/') || !/\.part(-[^/]*)?$/.test(path)

const isFile = async (path: string) => (await lstat(path).catch(() => undefined))?.isFile() === true

/**
 * Copies one file, unless the same is there already.
 * @throws Error when the file does not hold what was listed, or not yet: a shared file system may show it late
 */
export async function copyListed(
  from: string,
  to: string,
  { path, bytes, sha256 }: ListedFile,
): Promise<void> {
  const target = join(to, path)
  await refuseLinks(from, path)
  const there = await lstat(target).catch(() => undefined)
  if (there?.isFile() && there.size === bytes && (await hashOfFile(target)) === sha256) return
  await mkdir(dirname(target), { recursive: true })
  await readdir(dirname(join(from, path))) // NFS asks its server anew only when the folder is read
  const part = `${target}.part-${ownName()}`
  try {
    await Bun.write(part, Bun.file(join(from, path)))
    const { size } = await lstat(part)
    if (size !== bytes || (await hashOfFile(part)) !== sha256)
      throw new Error(`${path} has ${size} of ${bytes} bytes, or others`)
    await rename(part, target)
  } finally {
    await rm(part, { force: true })
  }
}

/** What a command may have put in the place of a file, or written into the list, must not show what is not its own. */
async function refuseLinks(folder: string, path: string): Promise<void> {
  const parts = path.split('/')
  if (
    !(leftBehind as readonly string[]).includes(parts[0]!) ||
    parts.some(part => part === '..' || part === '')
  )
    throw new Error(`${path} is not what an attempt leaves`)
  for (const [index] of parts.entries()) {
    const stats = await lstat(join(folder, ...parts.slice(0, index + 1)))
    if (!(index === parts.length - 1 ? stats.isFile() : stats.isDirectory()))
      throw new Error(`${path} is not an ordinary file`)
  }
}

let partCount = 0

/** No two that write to one folder have the same. */
const ownName = () => `${hostname()}-${process.pid}-${++partCount}`

function named<Content>(name: string) {
  return {
    name,
    /** Replaces the file so that readers see the old content or the new, and a power cut leaves one of them. */
    async write(folder: string, content: Content): Promise<void> {
      const part = join(folder, `${name}.part-${ownName()}`)
      const file = await open(part, 'w', 0o600)
      try {
        await file.writeFile(JSON.stringify(content))
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, join(folder, name))
      await sync(folder)
    },
    /** Undefined when it is not there (yet). */
    async read(folder: string): Promise<Content | undefined> {
      try {
        return (await Bun.file(join(folder, name)).json()) as Content
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT' || code === 'ESTALE') return undefined
        throw error
      }
    },
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  await file.sync().finally(() => file.close())
}
