import { describe, expect, test } from 'bun:test'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Analysis } from '#db/schema.ts'
import type { Manifest } from '#src/analyses/manifest/manifest.ts'
import { findTable, methodOutcome } from '#src/analyses/methodOutcome.ts'
import { csvLine, parseCsv } from '#src/csv.ts'
import { temporaryFolder } from '../support/database.ts'

const manifest = {
  numbers: [
    { name: 'ec50', label: 'EC50', unit: 'µM', digits: 3, help: 'Half of the effect.' },
    { name: 'gone', label: 'Gone' },
  ],
  results: [
    { file: 'rows.csv', title: 'Rows', show: 'table' },
    {
      file: 'fit.csv',
      title: 'Fit',
      description: 'With the curve.',
      show: 'chart',
      chart: { kind: 'line', x: 'x', y: ['y'] },
    },
    { file: 'plot.svg', title: 'Plot', show: 'image' },
    { file: 'notes.md', title: 'Notes', show: 'markdown' },
    { file: 'missing.csv', title: 'Missing', show: 'table', optional: true },
  ],
} as unknown as Manifest
const analysis = { summary: { other: { a: 1 }, ec50: 0.123456 } } as unknown as Analysis

async function finished(files: Record<string, string>) {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'output'))
  for (const [name, text] of Object.entries(files)) await Bun.write(join(folder, 'output', name), text)
  return folder
}

test('of many tables the first 10 MB are shown, and the others say that they are downloads', async () => {
  const names = Array.from({ length: 8 }, (_, i) => `rows${i}.csv`)
  const table = `a,b\n${`${'1'.repeat(1998)},2\n`.repeat(900)}` // 1.8 MB
  const folder = await finished(Object.fromEntries(names.map(name => [name, table])))
  const results = names.map(file => ({ file, title: file, show: 'table' }))
  const { shown } = await methodOutcome({ ...manifest, results } as never, analysis, folder)
  expect(shown.map(({ kind }) => kind)).toEqual([...Array(5).fill('table'), ...Array(3).fill('fault')])
})

describe('the result of a method', () => {
  test('is shown as its manifest says, with what it did not name under its own name', async () => {
    const files = {
      'rows.csv': 'a,b\n1,2\n',
      'fit.csv': 'x,y\n1,2\n',
      'plot.svg': '<svg/>',
      'notes.md': '# N',
      'z.txt': '',
    }
    const { numbers, shown, files: listed } = await methodOutcome(manifest, analysis, await finished(files))
    expect(numbers).toEqual([
      { name: 'ec50', label: 'EC50', unit: 'µM', digits: 3, help: 'Half of the effect.', value: 0.123456 },
      { name: 'other', label: 'other', value: '{"a":1}' },
    ])
    expect(shown.map(({ kind, title }) => [kind, title])).toEqual([
      ['table', 'Rows'],
      ['chart', 'Fit'],
      ['image', 'Plot'],
      ['markdown', 'Notes'],
    ])
    expect(listed.map(({ name, meaning }) => [name, meaning])).toEqual([
      ['rows.csv', 'Rows'],
      ['fit.csv', 'Fit: With the curve'],
      ['plot.svg', 'Plot'],
      ['notes.md', 'Notes'],
      ['z.txt', 'result'],
    ])
  })

  test('tells what cannot be shown, and why', async () => {
    const files = { 'rows.csv': 'a,b\n1\n', 'fit.csv': 'x,z\n1,2\n', 'notes.md': 'x'.repeat(2_000_001) }
    const { shown } = await methodOutcome(manifest, analysis, await finished(files))
    expect(shown.map(part => (part.kind === 'fault' ? part.fault : part.kind))).toEqual([
      'It cannot be shown: this is no CSV table with a heading.',
      'It cannot be drawn: fit.csv has no column "y".',
      'It is too large to be shown here (2.0 MB).',
    ])
  })

  test('shows no link, and no file by a path', async () => {
    const folder = await finished({ 'rows.csv': 'a\n1\n' })
    await Bun.write(join(folder, 'secret.csv'), 'a\n1\n')
    symlinkSync('../secret.csv', join(folder, 'output/fit.csv'))
    const { shown } = await methodOutcome(manifest, analysis, folder)
    expect(shown.map(({ file }) => file)).toEqual(['rows.csv'])
    expect(await findTable(manifest, folder, 'fit.csv')).toBeUndefined()
    expect(await findTable(manifest, folder, '../secret.csv')).toBeUndefined()
    expect(await findTable(manifest, folder, 'rows.csv')).toEqual({
      title: 'Rows',
      table: { head: ['a'], rows: [['1']] },
    })
  })

  test('without its manifest is its numbers and files', async () => {
    const { numbers, shown, files } = await methodOutcome(
      undefined,
      analysis,
      await finished({ 'rows.csv': 'a\n' }),
    )
    expect([numbers.map(({ label }) => label), shown, files.length]).toEqual([['other', 'ec50'], [], 1])
  })
})

describe('CSV', () => {
  test('is read as it is written', () => {
    const rows = [
      ['a "quoted" name', 'b'],
      ['1,5', 'two\nlines'],
      ['', 'x'],
    ]
    const [head, ...others] = rows
    expect(parseCsv(rows.map(csvLine).join('\r\n'))).toEqual({ head: head!, rows: others })
    expect(parseCsv('﻿a\n1\n\n')).toEqual({ head: ['a'], rows: [['1']] })
  })

  test.each(['', '\n', 'a,b\n1', 'a,b\n1,"x"y', '"a\n1'])('that is none is refused: %j', text => {
    expect(parseCsv(text)).toBeUndefined()
  })
})
