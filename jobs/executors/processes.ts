import { readdirSync, readFileSync } from 'node:fs'
import { markName } from '#src/container.ts'

const pageBytes = 4096

const keepers = new Set(['bwrap', 'podman', 'conmon'])

interface Found {
  pid: number
  name: string
  memoryBytes: number
}

/**
 * The processes of one task, by Linux's /proc: those in the group of its leader; those that have its mark in their
 * environment, whatever group or session they went to; and the children of either that were seen while their parent lived.
 * Where there is no /proc none is found, and the group is all there is.
 */
export function openProcesses(leader: number, mark: string) {
  /** By process id, its start time: what is once told apart stays so. */
  let strangers = new Map<number, string>()
  let ours = new Map<number, string>()

  /** All that live, the leader's shell and its watcher among them. */
  function find(): Found[] {
    const found: Found[] = []
    const [nowStrangers, nowOurs] = [new Map<number, string>(), new Map<number, string>()]
    for (const pid of list('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)) {
      const stat = statOf(pid)
      if (!stat) continue
      const isStranger = pid === process.pid || strangers.get(pid) === stat.startedAt || !isOurs(pid, stat)
      ;(isStranger ? nowStrangers : nowOurs).set(pid, stat.startedAt)
      if (!isStranger && stat.state !== 'Z')
        found.push({ pid, name: stat.name, memoryBytes: stat.memoryBytes })
    }
    strangers = nowStrangers
    ours = nowOurs
    return found
  }

  function isOurs(pid: number, { group, parent, startedAt }: Stat): boolean {
    if (group === leader || ours.get(pid) === startedAt || hasMark(pid, mark)) return true
    return ours.has(parent) && statOf(parent)?.startedAt === ours.get(parent)
  }

  function signal(signal: NodeJS.Signals): void {
    const found = find()
    // These end at SIGTERM, and all in them at once with them: what is in them is asked instead.
    for (const { pid, name } of found) if (signal === 'SIGKILL' || !keepers.has(name)) send(pid, signal)
    if (found.length === 0) send(-leader, signal)
  }

  /** Kills until none is left: what is being killed may start others meanwhile. */
  async function end(): Promise<void> {
    const deadline = performance.now() + endMsMax
    do {
      signal('SIGKILL')
      if (find().length === 0) return
      await Bun.sleep(5)
    } while (performance.now() < deadline)
  }

  return { find, signal, end }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it ended meanwhile
  }
}

/** A process in the middle of a disk's work ends only when that has. */
const endMsMax = 5000

interface Stat {
  name: string
  state: string
  parent: number
  group: number
  startedAt: string
  memoryBytes: number
}

function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`)
  const end = text.lastIndexOf(')')
  if (end < 0) return undefined // it ended meanwhile
  // after the name in brackets: state ppid pgrp ...; the start time is the 22nd field of all, rss the 24th
  const fields = text.slice(end + 2).split(' ')
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    state: fields[0]!,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    startedAt: fields[19]!,
    memoryBytes: Number(fields[21]) * pageBytes,
  }
}

const hasMark = (pid: number, mark: string) => read(`/proc/${pid}/environ`).includes(`${markName}=${mark}`)

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
