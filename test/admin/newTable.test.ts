import { expect, test } from 'bun:test'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder } from '../support/database.ts'

const root = resolve(import.meta.dir, '../..')

/** The program once more, in a folder where its sources can be changed. */
function copyProgram(): string {
  const folder = temporaryFolder()
  for (const name of ['src', 'db', 'jobs', 'views', 'test/support', 'test/routes'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  for (const name of ['package.json', 'tsconfig.json', 'bunfig.toml', 'static', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name))
  return folder
}

function insert(path: string, before: string, text: string): void {
  const source = readFileSync(path, 'utf8')
  expect(source).toContain(before)
  writeFileSync(path, source.replace(before, `${text}\n${before}`))
}

test('a table that is added to the schema appears in the panel with one entry that describes it', async () => {
  const folder = copyProgram()
  insert(
    join(folder, 'db/schema.ts'),
    'export type User =',
    `export const beamTimes = table('beam_times', {
      id: id(),
      userId: belongsTo(() => users.id),
      station: words().notNull().unique(),
      kind: oneOf(['saxs', 'sans']).notNull(),
      hours: whole().notNull(),
      granted: flag().notNull().default(false),
      startsAt: moment(),
      accessHash: words(),
    })`,
  )
  insert(
    join(folder, 'db/migrations/index.ts'),
    '/** Every step of the schema',
    `const beamTimes = \`CREATE TABLE beam_times (id integer PRIMARY KEY AUTOINCREMENT,
      user_id integer NOT NULL REFERENCES users(id) ON DELETE CASCADE, station text NOT NULL UNIQUE,
      kind text NOT NULL, hours integer NOT NULL, granted integer NOT NULL DEFAULT 0, starts_at integer,
      access_hash text)\``,
  )
  insert(
    join(folder, 'db/migrations/index.ts'),
    ']\n\nexport interface Migration',
    "  { name: '9999_beam_times', sql: beamTimes },",
  )
  insert(
    join(folder, 'src/admin/descriptions.ts'),
    '  roles: {',
    `  beam_times: {
      title: 'Beam times', singular: 'beam time', nameOf: by('station'), canDelete: any,
      list: ['station', 'userId', 'kind', 'startsAt'],
      create: { station: { min: 2, max: 20 }, userId: {}, kind: {}, hours: { min: 1 }, granted: {}, startsAt: {} },
    },`,
  )
  const child = Bun.spawn([process.execPath, 'test', '--timeout=60000', './test/support/newTablePanel.ts'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = await new Response(child.stderr).text()
  expect([await child.exited, said.match(/\d+ pass/)?.[0]]).toEqual([0, '1 pass'])
}, 60_000)
