import { expect, test } from 'bun:test'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLogs } from '#src/admin/readLogs.ts'
import { temporaryFolder } from '../support/database.ts'
import { noon } from '../support/people.ts'

const all = { level: 'debug', text: '', id: '', since: 0, before: Infinity } as const

function lineAt(second: number, level: string, message: string, properties: object = {}): string {
  const at = new Date(noon + second * 1000).toISOString()
  return `${JSON.stringify({ '@timestamp': at, level, message, logger: 'bioce', properties })}\n`
}

function writeLogs(): string {
  const folder = temporaryFolder()
  const error = { name: 'Error', message: 'no room', stack: 'Error: no room' }
  writeFileSync(join(folder, 'bioce.log.1'), lineAt(1, 'DEBUG', 'oldest') + lineAt(2, 'INFO', 'web started'))
  writeFileSync(join(folder, 'bioce.log'), lineAt(4, 'WARN', 'refused', { status: 403, requestId: 'a1b2' }))
  writeFileSync(join(folder, 'worker.log'), lineAt(3, 'INFO', 'job ended', { job: 12, analysis: 31 }))
  appendFileSync(join(folder, 'worker.log'), lineAt(5, 'ERROR', 'job broke', { job: 13, error }))
  appendFileSync(join(folder, 'worker.log'), '{"@timestamp":"2026-01-01T12:0')
  return folder
}

test('the lines of all files come newest first; what was cut off is left out', async () => {
  const lines = await readLogs(writeLogs(), all, 100)
  expect(lines.map(({ event, process, level }) => [event, process, level])).toEqual([
    ['job broke', 'worker', 'error'],
    ['refused', 'bioce', 'warning'],
    ['job ended', 'worker', 'info'],
    ['web started', 'bioce', 'info'],
    ['oldest', 'bioce', 'debug'],
  ])
  expect(await readLogs(temporaryFolder(), all, 100)).toEqual([])
})

test('they are found by level, text, id and time, and a page goes on where the last one ended', async () => {
  const folder = writeLogs()
  const events = async (want: object, most = 100) =>
    (await readLogs(folder, { ...all, ...want }, most)).map(({ event }) => event)
  expect(await events({ level: 'warning' })).toEqual(['job broke', 'refused'])
  expect(await events({ text: 'NO ROOM' })).toEqual(['job broke'])
  expect(await events({ id: 'a1b2' })).toEqual(['refused'])
  expect(await events({ id: '31' })).toEqual(['job ended'])
  expect(await events({ id: 'job 12' })).toEqual(['job ended'])
  expect(await events({ id: 'job 31' })).toEqual([])
  expect(await events({ since: noon + 4000 })).toEqual(['job broke', 'refused'])
  expect(await events({}, 2)).toEqual(['job broke', 'refused'])
  expect(await events({ before: noon + 4000 }, 2)).toEqual(['job ended', 'web started'])
})

test('lines of one moment are never torn apart between two pages', async () => {
  const folder = temporaryFolder()
  const same = ['a', 'b', 'c'].map(event => lineAt(1, 'INFO', event)).join('')
  writeFileSync(join(folder, 'bioce.log'), lineAt(0, 'INFO', 'first') + same)
  expect((await readLogs(folder, all, 1)).map(({ event }) => event)).toEqual(['c', 'b', 'a'])
})

test('long files are read in pieces, with lines longer than a piece and letters across its edge', async () => {
  const folder = temporaryFolder()
  const long = 'å'.repeat(100_000)
  const many = Array.from({ length: 3000 }, (_, index) => lineAt(index, 'INFO', `event ${index} å`)).join('')
  writeFileSync(join(folder, 'bioce.log'), lineAt(-2, 'INFO', 'first') + lineAt(-1, 'INFO', long) + many)
  const lines = await readLogs(folder, all, 5000)
  expect(lines.length).toBe(3002)
  expect(lines.slice(0, 3000).map(({ event }) => event)).toEqual(
    Array.from({ length: 3000 }, (_, index) => `event ${2999 - index} å`),
  )
  expect([lines[3000]!.event === long, lines[3001]!.event]).toEqual([true, 'first'])
})
