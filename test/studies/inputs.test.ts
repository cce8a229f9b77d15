import { Database as Sqlite } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { migrations } from '#db/migrations/index.ts'
import type { Study } from '#db/schema.ts'
import { migrate } from '#db/sqlite/migrate.ts'
import { inputsOf, libraryNameOf } from '#src/studies/inputs.ts'

test('a study of a version without inputs tells them from its facts, and keeps what it was counted', () => {
  const client = new Sqlite(':memory:')
  const at = migrations.findIndex(({ name }) => name === '0023_inputs')
  migrate(client, migrations.slice(0, at))
  client.exec(
    "INSERT INTO users (email, first_name, last_name, institution, password_hash, created_at, updated_at) VALUES ('a@b', 'A', 'B', '', '', 1, 1)",
  )
  const files = [
    { name: 'mine.dat', bytes: 10, meaning: 'measured curve' },
    { name: 'models.zip', bytes: 20, meaning: 'structural library, unpacked' },
  ]
  client
    .query(
      `INSERT INTO studies (user_id, name, unit, curve_name, library_name, point_count, model_count, skip_variational, bytes, facts, created_at)
       VALUES (1, 'Old', '1/A', 'mine.dat', 'models.zip', 3, 2, 1, 30, ?, 1)`,
    )
    .run(JSON.stringify({ files, warnings: [] }))
  migrate(client)
  const row = client.query('SELECT method, inputs, facts, details FROM studies').get() as Record<
    string,
    string
  >
  expect(row).toMatchObject({ method: 'bioce', inputs: null })
  expect(JSON.parse(row.details!)).toEqual({ points: 3, models: 2, skipVariational: true })
  const study = { inputs: null, facts: JSON.parse(row.facts!) } as Pick<Study, 'inputs' | 'facts'>
  expect(inputsOf(study)).toEqual([
    { input: 'curve', label: 'measured curve', path: 'curve.dat', name: 'mine.dat', bytes: 10 },
    {
      input: 'library',
      label: 'structural library, unpacked',
      path: 'library',
      name: 'models.zip',
      bytes: 20,
    },
  ])
  expect(libraryNameOf(study)).toBe('models.zip')
})
