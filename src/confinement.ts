import { constants, realpathSync } from 'node:fs'
import { chmod, chown, mkdir, open, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from './config.ts'
import { inContainer, removal } from './container.ts'
import { type Account, alone, asAccount, besides, type Protection } from './protection.ts'
import { walk } from './tree.ts'

/** What a command that is not ours may reach beside its own folder. */
export interface Reach {
  /** Folders that it reads, made for this command. */
  reads: string[]
  /** Folders that everybody may read, and start programs of. */
  programs: string[]
  /** Folders that it writes. */
  writes: string[]
  network: boolean
  /** Of the container that it runs in. */
  image?: string
  /** Graphics cards. */
  devices?: string[]
}

type Places = Pick<
  Config,
  'userData' | 'failedAnalyses' | 'logs' | 'backups' | 'databaseFolder' | 'secretsFile' | 'methods'
>

export type Confinement = ReturnType<typeof openConfinement>

/** Confines commands as far as this machine can. Our own folders are hidden from them, but for those in their reach. */
export function openConfinement({ sandbox, account }: Protection, places: Places) {
  const { userData, failedAnalyses, logs, backups, databaseFolder, secretsFile } = places
  const hidden = [userData, failedAnalyses, logs, backups, databaseFolder, dirname(secretsFile)].map(path =>
    resolve(path),
  )
  const shared = places.methods === undefined ? [] : [resolve(places.methods)]

  /** Gives the folders that a command writes to the user that it runs as, and lets that user come there. */
  async function handOver(folder: string, { reads, programs, writes, image }: Reach): Promise<void> {
    await mkdir(join(folder, 'tmp'), { recursive: true })
    if (!account) return
    for (const path of [join(folder, 'params.json'), ...reads])
      for await (const { path: inner, kind } of walk(path))
        await chmod(join(path, inner), kind === 'folder' ? 0o755 : 0o644)
    for (const path of programs)
      for await (const { path: inner, stats } of walk(path))
        if ((stats.mode & 0o055) !== 0o055) await chmod(join(path, inner), 0o755) // a restored copy
    for (const path of ownFolders(folder, writes)) await give(path, account, 0o700)
    await letIn(dirname(userData), 0o001)
    if (sandbox && !image) return
    const above = new Set(
      [folder, ...reads, ...programs, ...writes].flatMap(path => pathsAbove(path, dirname(userData))),
    )
    for (const path of above) {
      await chown(path, process.getuid!(), account.gid)
      await letIn(path, 0o010)
    }
  }

  /** Takes the folders back, so that no command reaches what another one left. */
  async function takeBack(folder: string, { writes, image }: Reach): Promise<void> {
    const left = image && removal(image, folder)
    if (left) await Bun.spawn(left, { env: process.env, stdio: ['ignore', 'ignore', 'ignore'] }).exited
    if (!account) return
    for (const path of ownFolders(folder, writes)) await give(path, ourselves(), 0o700)
  }

  /** Folders alone: a file may be a hard link to somebody else's. */
  const ownFolders = (folder: string, writes: string[]) => [
    folder,
    join(folder, 'output'),
    join(folder, 'tmp'),
    ...writes,
  ]

  /** The command as it is started in `folder`. */
  function confine(folder: string, command: string[], reach: Reach): string[] {
    const { reads, programs, writes, network, image, devices = [] } = reach
    if (image) {
      const seen = { folder, reads: [...shared, ...programs, ...reads], writes, network, devices }
      return inContainer(image, command, { ...seen, account: account ?? ourselves() })
    }
    const plain = [...asAccount(account), ...command]
    if (!sandbox) return plain
    const temporary = join(folder, 'tmp')
    const shown = [...shared, ...programs, ...reads, ...writes, folder]
    const empty = [...new Set(hidden)]
    const replaced = ['/tmp', '/run', '/dev', ...empty]
    return [
      'bwrap',
      ...alone,
      // On disk, so that it counts towards the limit of the folder; memory would not be counted.
      ...['--bind', temporary, '/tmp', '--bind', temporary, '/dev/shm'],
      ...empty.flatMap(path => ['--perms', '0755', '--tmpfs', path]),
      ...pathsBetween(replaced, shown).flatMap(path => ['--perms', '0755', '--dir', path]),
      ...(network ? nameServers() : besides),
      ...mount('--ro-bind', [...shared, ...programs, ...reads]),
      ...mount('--bind', [...writes, folder]),
      ...mount('--dev-bind', devices),
      ...['/run', '/dev', ...empty].flatMap(path => ['--remount-ro', path]),
      ...(account ? [] : ['--cap-drop', 'ALL']),
      ...['--chdir', folder, '--'],
      ...plain,
    ]
  }

  /** What stands around the command, beside its own processes and their memory. */
  function own({ image }: Reach): { processes: number; bytes: number } {
    if (image) return { processes: 6, bytes: 150e6 } // the engine, its monitor, and what starts the container
    return { processes: sandbox ? 2 : 0, bytes: 0 } // of bubblewrap: one outside that waits, and the first inside
  }

  return { handOver, takeBack, confine, own }
}

const ourselves = (): Account => ({ uid: process.getuid!(), gid: process.getgid!() })

const mount = (how: string, paths: string[]) => paths.flatMap(path => [how, path, path])

/** Where the system keeps them below /run, which is hidden. */
function nameServers(): string[] {
  const path = realpathSync('/etc/resolv.conf')
  return path.startsWith('/run/') ? mount('--ro-bind', [path]) : []
}

/** The folders above a path, outer ones first, up to but without `top`. */
function pathsAbove(path: string, top: string): string[] {
  const above = dirname(path)
  return above.startsWith(`${resolve(top)}/`) ? [...pathsAbove(above, top), above] : []
}

/** The folders that lead from those that are replaced by empty ones to those that are shown. */
const pathsBetween = (replaced: string[], shown: string[]) =>
  [...new Set(shown.flatMap(path => replaced.flatMap(top => pathsAbove(path, top))))].sort()

/** Whoever had it before may have put a link in its place, which is not followed. */
async function give(path: string, { uid, gid }: { uid: number; gid: number }, mode: number): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const folder = await open(path, flags).catch(() => undefined)
  if (!folder) return // no folder any more
  try {
    await folder.chown(uid, gid)
    await folder.chmod(mode)
  } finally {
    await folder.close()
  }
}

async function letIn(path: string, bit: number): Promise<void> {
  const { mode } = await stat(path)
  if (!(mode & bit) && !(mode & 0o001)) await chmod(path, (mode & 0o7777) | bit)
}
