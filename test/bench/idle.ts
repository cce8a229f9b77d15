/**
 * What an idle site takes:  bun test/bench/idle.ts [PROGRAM ...]
 *
 * Starts web and workers as `bioce` does, in an empty folder: what `npm start` makes of the checkout, or PROGRAM, such as
 * dist/bioce or `bun src/main.ts`. Tells of both together: the CPU time until the first page was answered, all of it
 * counted; the memory at rest; and the CPU time of a minute in which nobody asks for anything. Linux only. Goals:
 * < 0.6 s, < 250 MB, < 0.2 s.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
// @ts-expect-error A script that Node runs too has no types.
import { bundleOf } from '../../src/bundle.mjs'
import { cpuSecondsOf, familyOf } from '../support/processes.ts'
import { startServer } from '../support/server.ts'

const root = resolve(import.meta.dir, '../..')
const program =
  process.argv.length > 2 ? process.argv.slice(2) : [process.execPath, await bundleOf(root, process.execPath)]
const settleMs = 10_000
const minuteMs = 60_000

const alone = await startServer({ command: [...program, 'web'] })
await fetch(alone.origin).then(page => page.text())
const firstPage = cpuSecondsOf(alone.process.pid)
await alone.stop()
console.log(`from the start of the web server to its first page: ${firstPage.toFixed(2)} s of CPU`)

const server = await startServer({ command: program })
try {
  await fetch(server.origin).then(page => page.text())
  await Bun.sleep(settleMs)
  const pids = familyOf(server.process.pid)
  const megabytes = (what: string) =>
    Math.round(pids.reduce((sum, pid) => sum + kilobytesOf(pid, what), 0) / 1024)
  console.log(
    `memory at rest of ${pids.length} processes: ${megabytes('Rss')} MB resident, ${megabytes('Pss')} MB with what they share counted once`,
  )
  const used = () => pids.map(cpuSecondsOf)
  const before = used()
  await Bun.sleep(minuteMs)
  const each = used().map((seconds, i) => seconds - before[i]!)
  const sum = each.reduce((total, seconds) => total + seconds, 0)
  const parts = each.map(seconds => seconds.toFixed(2)).join(' + ')
  console.log(`a minute of rest: ${sum.toFixed(2)} s of CPU (${parts})`)
} finally {
  await server.stop()
}

function kilobytesOf(pid: number, what: string): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(rollup.match(new RegExp(`^${what}:\\s+(\\d+)`, 'm'))?.[1] ?? 0)
}
