import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the checksums of what passed are kept: with what else can be made anew. */
const passedFolder = 'node_modules/.cache/passed'

/**
 * Remembers of each check the checksum of the files that it judged when it last passed. Only for checks that judge
 * files and nothing else: the same files then give the same answer.
 */
export function openPassed(root: string) {
  const files = listFiles(root)
  const pathOf = (name: string) => join(root, passedFolder, name.replaceAll(' ', '-'))

  /** Of the files whose paths the pattern fits, the command and this Bun; undefined outside a checkout of git. */
  function checksumOf(command: string[], judges: RegExp): string | undefined {
    if (!files) return undefined
    const hash = createHash('sha256').update(JSON.stringify([Bun.version, ...command]))
    for (const path of files.filter(path => judges.test(path)))
      hash.update(`\0${path}\0`).update(readOrNothing(join(root, path)))
    return hash.digest('hex')
  }
  const hasPassed = (name: string, checksum: string | undefined) =>
    checksum !== undefined && readOrNothing(pathOf(name)).toString() === checksum
  function setPassed(name: string, checksum: string | undefined): void {
    if (checksum === undefined) return
    mkdirSync(dirname(pathOf(name)), { recursive: true })
    writeFileSync(pathOf(name), checksum)
  }
  return { checksumOf, hasPassed, setPassed }
}

/** All that git knows or would take in, sorted. */
function listFiles(root: string): string[] | undefined {
  const git = Bun.which('git')
  if (!git) return undefined
  const listed = Bun.spawnSync([git, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  return listed.success ? listed.stdout.toString().split('\0').filter(Boolean).sort() : undefined
}

/** A file that was removed is listed until the removal is committed. */
function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
