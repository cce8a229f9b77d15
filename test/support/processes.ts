import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The process and everything it started that still runs. Linux only. */
export function familyOf(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const [, parent] = statOf(Number(name))
      return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }]
    })
  const from = (of: number): number[] => [
    of,
    ...all.filter(each => each.parent === of).flatMap(each => from(each.pid)),
  ]
  return from(pid)
}

/** How many processes run a command that begins so. Linux only. */
export function countRunning(command: string): number {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.filter(pid => commandLine(pid).startsWith(command)).length
}

/** The commands that run in a folder or below it. Linux only. */
export function commandsIn(folder: string): string[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.filter(pid => `${currentFolder(pid)}/`.startsWith(`${folder}/`)).map(commandLine)
}

function currentFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return '' // it ended meanwhile, or is another user's
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return '' // it ended meanwhile
  }
}

/** What all threads of a process have used, user and system, to a hundredth of a second. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const stat = statOf(pid)
  return (Number(stat[11]) + Number(stat[12])) / 100
}

/** The fields of /proc/PID/stat from the state on; none of a process that is gone. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
