// Run as a child: migrates the file argv[2] and dies without a word at its statement argv[3].
import { Database as Sqlite } from 'bun:sqlite'
import { migrations } from '#db/migrations/index.ts'
import { migrate } from '#db/sqlite/migrate.ts'

const [, , file, at] = process.argv
const statements = migrations[0]!.sql.split(/;\n/)
const client = new Sqlite(file)
client.exec('PRAGMA journal_mode = WAL')
const exec = client.exec.bind(client)
client.exec = (sql, ...rest) => {
  if (sql !== migrations[0]!.sql) return exec(sql, ...rest)
  for (const [index, statement] of statements.entries()) {
    if (index === Number(at)) process.kill(process.pid, 'SIGKILL')
    exec(`${statement};`)
  }
  return exec('SELECT 1')
}
migrate(client)
