/**
 * What an idle site takes:  bun test/bench/memory.ts
 *
 * Starts web and workers as `bioce` does, in an empty folder, waits until they are ready, and adds up the memory of
 * all processes: proportional set size, which counts what they share once. Linux only. Goal: <= 250 MB.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const data = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const main = resolve(import.meta.dir, '../../src/main.ts')
const env = { PATH: process.env.PATH, BIOCE_DATA: data, BIOCE_PORT: '0' }
const child = Bun.spawn([process.execPath, main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
await child.stdout.getReader().read()
await Bun.sleep(3000) // until it is idle

/** The process and everything it started. */
function family(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      return { pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }
    })
  const children = (of: number): number[] => [
    of,
    ...parents.filter(each => each.parent === of).flatMap(each => children(each.pid)),
  ]
  return children(pid)
}

const kilobytes = (pid: number, what: string) =>
  Number(
    readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(new RegExp(`^${what}:\\s+(\\d+)`, 'm'))?.[1] ?? 0,
  )
const pids = family(child.pid)
const sum = (what: string) => Math.round(pids.reduce((total, pid) => total + kilobytes(pid, what), 0) / 1024)
console.log(
  `idle: ${sum('Pss')} MB in ${pids.length} processes (${sum('Rss')} MB counting shared pages twice)`,
)
child.kill('SIGTERM')
await child.exited
rmSync(data, { recursive: true, force: true })
