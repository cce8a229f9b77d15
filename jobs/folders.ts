import { existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, rename, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Analysis, Job } from '#db/schema.ts'
import { originalPath, readOriginal } from '#src/compressed.ts'
import type { Reach } from '#src/confinement.ts'
import { copyTree } from '#src/copyTree.ts'
import { hasSettings } from '#src/method/builtIn.ts'
import { findOdd, listFiles, makeReadable, removeOdd } from '#src/tree.ts'
import type { Method } from './analysisRunner.ts'

/** What jobs need of src/files.ts. */
export interface JobFiles {
  analysis(userId: number, studyId: number, analysisId: number): string
  failed(analysisId: number): string
  /** fsync of every file, rename, fsync of the parent: all of it after a power cut, or nothing. */
  publish(from: string, to: string): Promise<void>
  /** The quick half of it, for what `sync` has brought to disk. */
  place(from: string, to: string): Promise<void>
  sync(path: string): Promise<void>
  discard(path: string): Promise<void>
}

export const homeOf = (files: JobFiles, { userId, studyId, id }: Analysis) =>
  files.analysis(userId, studyId, id)

/**
 * Makes the folder of one attempt, inside the analysis's own:
 *
 *     analysis12/  params.json  input/     written when it was submitted
 *                  cache/                  steps already calculated, named by the content of their inputs; the study's, with a
 *                                          folder in it for each of the laboratory's methods: none reads what another wrote
 *                  checkpoint/             what the next attempt goes on from, if this one is drained or dies
 *                  plain/                  the input with its models as they came, where the command is not ours
 *                  attempt34/              34 is the lease: no two attempts ever share one
 *                      params.json  input  cache  checkpoint      what the command finds; the three are links
 *                      output/  log.txt                                    what it leaves
 *                  output/                 published when it is done, with its log.txt
 */
export async function openAttempt(
  files: JobFiles,
  analysis: Analysis,
  { lease, attempts, attemptsMax }: Pick<Job, 'lease' | 'attempts' | 'attemptsMax'>,
): Promise<string> {
  const home = homeOf(files, analysis)
  if (attempts >= attemptsMax) await forgetProgress(files, analysis) // it may be what killed those before
  const attempt = join(home, `attempt${lease}`)
  for (const name of await readdir(home))
    if (/^(attempt\d+|kept$)/.test(name)) await files.discard(join(home, name))
  await mkdir(join(attempt, 'output'), { recursive: true })
  await mkdir(cacheOf(files, analysis), { recursive: true })
  await mkdir(join(home, 'checkpoint'), { recursive: true })
  await copyFile(join(home, 'params.json'), join(attempt, 'params.json'))
  if (!hasSettings(analysis)) await layOutPlain(files, home)
  await symlink(hasSettings(analysis) ? '../input' : '../plain', join(attempt, 'input'))
  await symlink(relative(attempt, cacheOf(files, analysis)), join(attempt, 'cache'))
  await symlink('../checkpoint', join(attempt, 'checkpoint'))
  return attempt
}

/** Where a method keeps what later analyses of the study can use. */
function cacheOf(files: JobFiles, analysis: Analysis): string {
  const home = homeOf(files, analysis)
  return hasSettings(analysis) ? join(home, 'cache') : join(dirname(home), 'cache', analysis.method)
}

/** What a laboratory's method may reach beside its attempt's folder; those of this program are not confined. */
export function reachOf(
  files: JobFiles,
  analysis: Analysis,
  { network = false, program, image, isShipped }: Pick<Method, 'network' | 'program' | 'image' | 'isShipped'>,
): Reach | undefined {
  if (hasSettings(analysis) || isShipped) return undefined
  const home = homeOf(files, analysis)
  return {
    reads: [join(home, 'plain')],
    writes: [join(home, 'checkpoint'), cacheOf(files, analysis)],
    programs: program ? [program] : [],
    network,
    image,
  }
}

/** True when an attempt has kept what the next can go on from: it calculates and has not just gone on itself. */
export async function hasNewCheckpoint(
  files: JobFiles,
  analysis: Analysis,
  { lease }: Job,
): Promise<boolean> {
  const home = homeOf(files, analysis)
  const changedAt = async (path: string) => (await stat(path).catch(() => null))?.mtimeMs ?? 0
  const laidOutAt = await changedAt(join(home, `attempt${lease}/params.json`))
  const kept = [join(home, 'checkpoint'), cacheOf(files, analysis)]
  return (await Promise.all(kept.map(changedAt))).some(at => at > laidOutAt)
}

/** Copies the input for a command that knows nothing of how models are kept: the study's own files are not its to write. */
async function layOutPlain(files: JobFiles, home: string): Promise<void> {
  const [input, plain] = [join(home, 'input'), join(home, 'plain')]
  await files.discard(plain)
  await mkdir(plain)
  for (const path of await listFiles(input)) {
    const original = originalPath(path)
    await mkdir(dirname(join(plain, original)), { recursive: true })
    if (original === path) await copyFile(join(input, path), join(plain, path))
    else await Bun.write(join(plain, original), new Response(readOriginal(join(input, original))))
  }
}

/** Changes whenever a calculation writes to its checkpoint. */
export async function checkpointMark(files: JobFiles, analysis: Analysis): Promise<string> {
  const folder = join(homeOf(files, analysis), 'checkpoint')
  const names = await readdir(folder).catch((): string[] => [])
  const marks = names.sort().map(async name => {
    const { ino, size, mtimeMs } = await lstat(join(folder, name))
    return `${name} ${ino} ${size} ${mtimeMs}`
  })
  return (await Promise.all(marks)).join('\n')
}

/** The analysis has ended, or must begin anew. */
export async function forgetProgress(files: JobFiles, analysis: Analysis): Promise<void> {
  await files.discard(join(homeOf(files, analysis), 'checkpoint'))
}

/** No command reads it any more. */
export async function discardPlain(files: JobFiles, analysis: Analysis): Promise<void> {
  await files.discard(join(homeOf(files, analysis), 'plain'))
}

/** What a method may not leave among its results, in words; nothing when all are files and folders. */
export async function findOddOutputs(attempt: string): Promise<string[]> {
  await makeReadable(attempt)
  return await findOdd(join(attempt, 'output'))
}

/** Gets a finished attempt's results safely to disk under a name that is not shown yet. */
export async function stageAttempt(files: JobFiles, attempt: string): Promise<string> {
  const staged = `${attempt}-done`
  await mkdir(join(attempt, 'output'), { recursive: true }) // its method may have removed it, or the log
  await rename(join(attempt, 'log.txt'), join(attempt, 'output/log.txt')).catch(ignoreMissing)
  await removeOdd(join(attempt, 'output')) // a link that stands in the log's place
  await files.publish(join(attempt, 'output'), staged)
  await files.discard(attempt)
  return staged
}

/** Shows staged results. Called in the transaction that proves the lease, so only the winner's are ever shown. */
export async function showResults(files: JobFiles, staged: string): Promise<void> {
  const output = join(dirname(staged), 'output')
  await files.discard(output) // shown by an attempt that died before its commit
  await files.place(staged, output)
}

/**
 * Gathers what a failed attempt left, log and partial output, with its parameters and inputs. It may take a while, so it
 * is done before the transaction in which `storeFailedFolder` shows it.
 */
export async function gatherFailed(files: JobFiles, analysis: Analysis, reason: string): Promise<void> {
  const home = homeOf(files, analysis)
  if (!existsSync(home)) return
  await files.discard(files.failed(analysis.id)) // of a failure that was tried again
  const kept = await gatherLeftovers(files, home, reason)
  for (const name of ['params.json', 'input'])
    await copyTree(join(home, name), join(kept, name), { share: true }).catch(ignoreMissing)
  await files.sync(kept)
}

/** Shows the gathered files with a report of the failure. If none were gathered before, gathers them now. */
export async function storeFailedFolder(
  files: JobFiles,
  analysis: Analysis,
  report: { reason: string } & object,
): Promise<void> {
  const home = homeOf(files, analysis)
  if (!existsSync(home)) return
  const kept = join(home, 'kept')
  if (!existsSync(kept)) await gatherLeftovers(files, home, report.reason)
  await Bun.write(join(kept, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await files.discard(files.failed(analysis.id))
  await files.place(kept, files.failed(analysis.id))
}

async function gatherLeftovers(files: JobFiles, home: string, reason: string): Promise<string> {
  const parts = tooBig.has(reason) ? ['log.txt'] : ['log.txt', 'output']
  const kept = join(home, 'kept')
  await files.discard(kept)
  await mkdir(kept)
  for (const name of await readdir(home)) {
    if (!/^attempt\d+/.test(name)) continue
    await makeReadable(join(home, name))
    for (const part of parts) await rename(join(home, name, part), join(kept, part)).catch(ignoreMissing)
    await files.discard(join(home, name))
  }
  await removeOdd(kept)
  return kept
}

/** When room was the trouble, the output is not kept: it would go on being the trouble. */
const tooBig = new Set(['disk_full', 'output'])

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
