/**
 * Writes the tables of the documentation from the code: `bun scripts/docs.ts`, or `--check` to see that they are up to
 * date. A table stands between `<!-- table: NAME -->` and `<!-- end -->`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import {
  chart,
  grade,
  input,
  manifestSchema,
  resultFile,
  shownNumber,
} from '#src/analyses/manifest/manifest.ts'
import { parameterSchema, property } from '#src/analyses/manifest/parameterSchema.ts'
import { resultFiles } from '#src/analyses/outputs.ts'
import { printedLines } from '#src/analyses/printedLines.ts'
import { type Command, commands } from '#src/commands/index.ts'
import { optionName } from '#src/commands/settingOptions.ts'
import { thresholds } from '#src/ensemble/diagnose/index.ts'
import { type SettingField, settingList } from '#src/method/fields.ts'
import { settings } from '#src/settings.ts'
import { methodFinding } from '#src/studies/methodFinding.ts'

export const root = join(import.meta.dir, '..')
const begin = /^<!-- table: ([\w-]+) -->$/
const end = '<!-- end -->'

/** Markdown takes a bar for the end of a cell, in code as well. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function tableOf(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map(row => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

function settingsTable(): string {
  const rows = Object.entries(settings).map(([name, { byDefault, meaning }]) => [
    `\`${name}\``,
    byDefault,
    meaning,
  ])
  return tableOf(['variable', 'default', 'meaning'], rows)
}

const loadCommands = () => Promise.all(Object.values(commands).map(async load => (await load()).command))

async function commandsTable(): Promise<string> {
  const shortOf = ({ name, usage }: Command) => (usage.length > 60 ? `bioce ${name} …` : usage)
  const rows = (await loadCommands()).map(command => [`\`${shortOf(command)}\``, command.summary])
  return tableOf(['command', 'what it does'], rows)
}

function scriptsTable(): string {
  const { scripts, 'scripts-info': meanings } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const rows = Object.keys(scripts).map(name => {
    if (!meanings[name]) throw new Error(`package.json has no entry "${name}" in "scripts-info".`)
    return [`\`${name}\``, meanings[name]]
  })
  return tableOf(['script', 'what it does'], rows)
}

function defaultOf({ byDefault, choices = [], blank }: SettingField): string {
  if (byDefault === null || byDefault === '') return blank?.means ?? ''
  if (typeof byDefault === 'boolean') return byDefault ? 'on' : 'off'
  return choices.some(({ value }) => value === byDefault) ? `\`${byDefault}\`` : String(byDefault)
}

function valuesOf({ kind, choices = [], least, most }: SettingField): string {
  if (kind === 'flag') return 'on, off'
  if (kind === 'text') return 'names'
  const words = choices.map(({ value }) => `\`${value}\``)
  const range = least === undefined ? [] : [`${least} to ${most}`]
  return [...words, ...range].join(', ')
}

function analysisSettingsTable(): string {
  const rows = settingList.map(([name, field]) => {
    const { label, help, unit, group } = field
    const place = group === 'expert' && 'In JSON and on the command line only.'
    const meaning = [help, unit && `Unit: ${unit}.`, place].filter(Boolean).join(' ')
    const option = `\`--${optionName(name)}\``
    return [label, `\`${name}\``, option, defaultOf(field), valuesOf(field), meaning]
  })
  return tableOf(['setting', 'in JSON', 'option', 'default', 'values', 'meaning'], rows)
}

function thresholdsTable(): string {
  const rows = Object.values(thresholds).map(({ name, meaning, limits, source }) => [
    name,
    meaning,
    limits.good,
    limits.fair,
    source,
  ])
  return tableOf(['diagnostic', 'meaning', 'good', 'fair', 'source'], rows)
}

function resultFilesTable(): string {
  return tableOf(
    ['file', 'content'],
    resultFiles.map(({ name, meaning }) => [`\`${name}\``, meaning]),
  )
}

/** The properties of a format that authors of methods write or read. */
const formatTable = ({ properties }: { properties: Record<string, TSchema> }) =>
  tableOf(
    ['name', 'meaning'],
    Object.entries(properties).flatMap(([name, { description }]) =>
      description ? [[`\`${name}\``, description]] : [],
    ),
  )

/** A line as it is printed, with spaces where people write them. */
const lineText = (line: unknown) =>
  JSON.stringify(line, null, 1).replace(
    /([[{])\n *|\n *([\]}])|\n */g,
    (_, open, close) => open ?? close ?? ' ',
  )

const linesTable = () =>
  tableOf(
    ['line', 'meaning'],
    printedLines.map(({ examples, description = '' }) => [`\`${lineText(examples[0])}\``, description]),
  )

/** Every table by the name in its marker. */
export const tables: Record<string, () => string | Promise<string>> = {
  settings: settingsTable,
  commands: commandsTable,
  scripts: scriptsTable,
  'analysis-settings': analysisSettingsTable,
  thresholds: thresholdsTable,
  'result-files': resultFilesTable,
  manifest: () => formatTable(manifestSchema),
  'method-parameters': () => formatTable(parameterSchema),
  'method-fields': () => formatTable(property),
  'method-inputs': () => formatTable(input),
  'method-findings': () => formatTable(methodFinding),
  'method-lines': linesTable,
  'method-numbers': () => formatTable(shownNumber),
  'method-grades': () => formatTable(grade),
  'method-results': () => formatTable(resultFile),
  'method-charts': () => formatTable(chart),
}

/** The text with each of its tables written anew. @throws Error for a marker without a table or without an end */
export async function withTables(text: string): Promise<string> {
  const written: string[] = []
  let inside: string | undefined
  for (const line of text.split('\n')) {
    const name = line.match(begin)?.[1]
    if (inside === undefined || line === end) written.push(line)
    if (line === end) inside = undefined
    if (name === undefined) continue
    const make = tables[name]
    if (!make) throw new Error(`There is no table "${name}". Those are: ${Object.keys(tables).join(', ')}.`)
    inside = name
    written.push(await make())
  }
  if (inside !== undefined) throw new Error(`The table "${inside}" has no "${end}" after it.`)
  return written.join('\n')
}

/** README.md and everything in docs/, relative to the root. */
export const documents = ['*.md', 'docs/**/*.md']
  .flatMap(pattern => [...new Bun.Glob(pattern).scanSync({ cwd: root })])
  .toSorted()

if (import.meta.main) {
  const isCheck = process.argv.includes('--check')
  const stale: string[] = []
  for (const path of documents) {
    const text = readFileSync(join(root, path), 'utf8')
    const written = await withTables(text)
    if (written === text) continue
    stale.push(path)
    if (!isCheck) await Bun.write(join(root, path), written)
  }
  if (isCheck && stale.length > 0) {
    console.error(`Tables are out of date in ${stale.join(', ')}. "bun scripts/docs.ts" writes them.`)
    process.exit(1)
  }
  if (!isCheck) console.log(stale.length > 0 ? `Written: ${stale.join(', ')}.` : 'Everything is up to date.')
}
