import { Database as Sqlite } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { migrations } from '#db/migrations/index.ts'
import { migrate } from '#db/sqlite/migrate.ts'

test('what a draft of an earlier version had in columns of the built-in method is among its details', () => {
  const client = new Sqlite(':memory:')
  migrate(
    client,
    migrations.filter(({ name }) => name < '0032'),
  )
  client.exec(
    "INSERT INTO users (email, first_name, last_name, institution, password_hash, created_at, updated_at) VALUES ('a@b', 'A', 'B', '', '', 1, 1)",
  )
  const files = {
    curve: { path: '1-curve', name: 'my "best" \\ curve.dat', bytes: 3 },
    library: null,
    profiles: null,
  }
  const insert = client.query(
    `INSERT INTO drafts (user_id, name, unit, skip_variational, files, bytes, created_at, expires_at, method)
     VALUES (1, ?, ?, ?, ?, 3, 1, 2, ?)`,
  )
  insert.run('Ours', '1/nm', 1, JSON.stringify(files), 'bioce')
  insert.run('Theirs', 'guess', 0, JSON.stringify({ library: null, profiles: null }), 'slope')
  migrate(client)
  const rows = client.query('SELECT details FROM drafts ORDER BY id').all() as { details: string | null }[]
  expect(rows.map(({ details }) => details && JSON.parse(details))).toEqual([
    { unit: '1/nm', skipVariational: true, files },
    null,
  ])
})
