import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { commands } from '#src/commands/index.ts'
import { settings } from '#src/config.ts'

const root = resolve(import.meta.dir, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('README names every setting with its default and meaning, and no other', () => {
  for (const [name, { byDefault, meaning }] of Object.entries(settings))
    expect(readme).toContain(`| \`${name}\` | ${byDefault} | ${meaning} |`)
  const named = [...readme.matchAll(/\| `(BIOCE_\w+)`/g)].map(match => match[1]!)
  expect(named.toSorted()).toEqual(Object.keys(settings).toSorted())
})

test('README names every script and every command, and no other', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const table = readme.slice(readme.indexOf('| script |'), readme.indexOf('The command line is'))
  const named = [...table.matchAll(/^\| `([\w:]+)`/gm)].map(match => match[1]!)
  expect(named.toSorted()).toEqual(Object.keys(scripts).toSorted())
  const commandTable = readme.slice(readme.indexOf('| command |'), readme.indexOf('## Settings'))
  const told = [...commandTable.matchAll(/`(\w+)[^`]*`/g)].map(match => match[1]!)
  expect(told.filter(name => Object.hasOwn(commands, name)).toSorted()).toEqual(
    Object.keys(commands).toSorted(),
  )
})

test('every file and folder that README points at exists', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(match => match[1]!)
  const tour = readme.slice(readme.indexOf('## The tour'), readme.indexOf('## Who may'))
  const named = [...tour.matchAll(/^ {4}(?: {2})?([\w./]+\/?(?: [\w./]+\/)*) {2,}/gm)].flatMap(match =>
    match[1]!.split(' '),
  )
  const inSource = (path: string) => existsSync(join(root, path)) || existsSync(join(root, 'src', path))
  expect([...links, ...named].filter(path => !inSource(path))).toEqual([])
  expect(named.length).toBeGreaterThan(15)
})
