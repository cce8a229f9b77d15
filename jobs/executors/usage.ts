import { readdirSync, readFileSync } from 'node:fs'

const pageBytes = 4096

/** What one process group uses, by Linux's /proc; zeros where there is none. */
export function groupUsage(group: number): { processes: number; memoryBytes: number } {
  const usage = { processes: 0, memoryBytes: 0 }
  for (const name of list('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const fields = statOf(name)
    // after the name in brackets: state ppid pgrp ... rss is the 24th field of all
    if (fields?.[2] !== String(group) || fields[0] === 'Z') continue
    usage.processes++
    usage.memoryBytes += Number(fields[21]) * pageBytes
  }
  return usage
}

function statOf(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined // it ended meanwhile
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
