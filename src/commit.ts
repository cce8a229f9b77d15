import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isCompiled, root, version } from './program.ts'

/** The commit that the program is of; '' where nothing tells, as in an archive of the sources. A change that is not committed is not seen. */
export function commitOfProgram(): string {
  // `bun run build` puts the commit in place of the name.
  return (isCompiled ? process.env.BUILD_COMMIT : commitOf(root)) ?? ''
}

/** `0.1.0 (1f2e3d4c5b6a)` */
export function versionText(): string {
  const commit = commitOfProgram()
  return commit === '' ? version : `${version} (${commit})`
}

/** The commit that is checked out in a folder, read from the files of Git: the program need not be installed. */
export function commitOf(folder: string): string {
  try {
    const git = join(folder, '.git')
    // Of a second work tree `.git` is a file that names the folder.
    const own = statSync(git).isFile() ? resolve(folder, textOf(git).replace(/^gitdir: /, '')) : git
    const head = textOf(join(own, 'HEAD'))
    const ref = /^ref: (\S+)$/.exec(head)?.[1]
    if (!ref) return head.slice(0, shownDigits)
    const pointer = join(own, 'commondir')
    const shared = existsSync(pointer) ? resolve(own, textOf(pointer)) : own
    const loose = join(shared, ref)
    const found = existsSync(loose)
      ? textOf(loose)
      : textOf(join(shared, 'packed-refs'))
          .split('\n')
          .find(line => line.endsWith(` ${ref}`))
    return found?.slice(0, shownDigits) ?? ''
  } catch {
    return ''
  }
}

const shownDigits = 12

const textOf = (path: string) => readFileSync(path, 'utf8').trim()
