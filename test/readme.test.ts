import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { commands } from '#src/commands/index.ts'
import { settings } from '#src/settings.ts'
import { documents, root, tables, withTables } from '../scripts/docs.ts'

const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const everyMatch = (pattern: RegExp) =>
  documents.flatMap(path => [...textOf(path).matchAll(pattern)].map(match => ({ path, named: match[1]! })))
const { scripts } = JSON.parse(textOf('package.json'))

/** As GitHub makes them from headings. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(match =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('README says in at most 80 lines how to start and how to test', () => {
  const readme = textOf('README.md')
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(80)
  for (const command of ['npm start', 'npm test'])
    expect(readme).toMatch(new RegExp(`^ {4}${command}\\b`, 'm'))
})

test('what is said of the program to those who cite it is true', () => {
  const { version, description, license, engines } = JSON.parse(textOf('package.json'))
  const codemeta = JSON.parse(textOf('codemeta.json'))
  expect(codemeta).toMatchObject({ version, description, runtimePlatform: `Bun ${engines.bun}` })
  expect(codemeta.license).toEndWith(`/${license}`)
  const citation = textOf('CITATION.cff')
  expect(citation).toContain(`\nversion: ${version}\n`)
  expect(citation).toContain(`\nlicense: ${license}\n`)
  for (const word of codemeta.keywords) expect(citation).toContain(`  - ${word}\n`)
})

test('each table stands in the documentation, as the code has it', async () => {
  const text = documents.map(textOf).join('\n')
  expect(await withTables(text)).toBe(text)
  for (const name of Object.keys(tables)) expect(text).toContain(`<!-- table: ${name} -->\n|`)
})

test('a table that is out of date is written anew, and a marker without a table is refused', async () => {
  const stale = 'before\n<!-- table: settings -->\n| old |\n<!-- end -->\nafter'
  const written = await withTables(stale)
  expect(written).not.toContain('| old |')
  expect(written).toStartWith('before\n<!-- table: settings -->\n| variable | default | meaning |\n')
  expect(written).toEndWith('|\n<!-- end -->\nafter')
  expect(withTables('<!-- table: nothing -->\n<!-- end -->')).rejects.toThrow('no table "nothing"')
  expect(withTables('<!-- table: settings -->\n| old |')).rejects.toThrow('no "<!-- end -->"')
})

test('every link of the documentation leads to a file, and to a heading of it', () => {
  const broken = everyMatch(/\]\(([^)\s]+)\)/g)
    .filter(({ named }) => !/^https?:/.test(named))
    .filter(({ path, named }) => {
      const [file, anchor] = named.split('#')
      const target = file ? resolve(root, dirname(path), file) : join(root, path)
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
    })
  expect(broken).toEqual([])
})

test('every file and folder that the documentation names exists', () => {
  const made = /^(db\/secrets|db\/ballast|dist\/bioce|test\/screenshots)|FILE/
  const named = everyMatch(/`((?:src|views|db|jobs|static|scripts|deploy|docs|test|dist)\/[\w./-]*)`/g)
  expect(named.filter(each => !made.test(each.named) && !existsSync(join(root, each.named)))).toEqual([])
  expect(named.length).toBeGreaterThan(20)
  const guide = textOf('docs/development.md')
  const tour = guide.slice(guide.indexOf('## Tour'), guide.indexOf('## Import'))
  const inTour = [...tour.matchAll(/^ {4}(?: {2})?([\w./]+\/?(?: [\w./]+\/)*) {2,}/gm)].flatMap(match =>
    match[1]!.split(' '),
  )
  const inSource = (path: string) => existsSync(join(root, path)) || existsSync(join(root, 'src', path))
  expect(inTour.filter(path => !inSource(path))).toEqual([])
  expect(inTour.length).toBeGreaterThan(15)
})

test('every setting, script and command that the documentation names exists', () => {
  const known = [...Object.keys(settings), 'BIOCE_REQUIRE_REFERENCE', 'BIOCE_LONG']
  expect(everyMatch(/\b(BIOCE_[A-Z_]+)/g).filter(({ named }) => !known.includes(named))).toEqual([])
  const ran = everyMatch(/\b(?:npm|bun) run ([\w:]+)/g)
  expect(ran.filter(({ named }) => !Object.hasOwn(scripts, named))).toEqual([])
  const called = everyMatch(/(?:`|^ {4,}|bioce\/)bioce ([a-z]+)\b/gm)
  expect(called.filter(({ named }) => !Object.hasOwn(commands, named))).toEqual([])
  expect(called.length).toBeGreaterThan(15)
})

test('every button and page that the user guide names is in a view', () => {
  const views = [...new Bun.Glob('views/**/*.{ts,tsx}').scanSync({ cwd: root })].map(textOf).join('\n')
  // What ends in a full stop begins a paragraph.
  const bold = [...textOf('docs/user.md').matchAll(/\*\*([^*]+)\*\*/g)].map(match => match[1]!)
  const labels = bold.filter(text => !text.endsWith('.'))
  expect(labels.filter(label => !views.includes(label))).toEqual([])
  expect(labels.length).toBeGreaterThan(5)
})
