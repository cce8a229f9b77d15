import { expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appendAudit } from '#db/audit.ts'
import { Sqlite } from '#db/sqlite/connection.ts'
import { command } from '#src/commands/audit.ts'
import { ask, makeWorld, openSite } from '../routes/world.ts'
import { temporaryFolder } from '../support/database.ts'

test('the audit is exported with its seals; a changed, added or missing line is found anywhere', async () => {
  const site = openSite()
  const { actors } = await makeWorld(site)
  await site.db.write(async tx => {
    const details = { before: 7, after: 'é"\n' }
    for (let index = 0; index < 1200; index++)
      await appendAudit(tx, { at: 1, action: `act_${index}`, details })
  })
  const response = await ask(site, '/admin/audit.jsonl', { headers: { cookie: actors.administrator.cookie } })
  expect(response.headers.get('content-disposition')).toContain('attachment')
  const text = await response.text()
  expect(text.trim().split('\n').at(-1)).toContain('audit_exported')
  const file = join(temporaryFolder(), 'audit.jsonl')
  const verdictOn = async (changed: string) => {
    writeFileSync(file, changed)
    return await command.run([file])
  }
  expect(await verdictOn(text)).toBe(0)
  const lines = text.split('\n')
  expect(await verdictOn(text.replace('act_7"', 'act_8"'))).toBe(1)
  expect(await verdictOn(lines.toSpliced(5, 1).join('\n'))).toBe(1)
  expect(await verdictOn(lines.toSpliced(5, 0, lines[5]!).join('\n'))).toBe(1)
  expect(readFileSync(file, 'utf8')).not.toMatch(/argon2/)
})

test('a file that is not there, or is no audit, is told in words', async () => {
  const file = join(temporaryFolder(), 'audit.jsonl')
  expect(command.run([file])).rejects.toThrow(`There is no file ${file}.`)
  writeFileSync(file, '\n{"id":1}\n')
  expect(command.run([file])).rejects.toThrow(`Line 2 of ${file} is not an entry of an audit.`)
})

test('rows of the audit cannot be changed or removed, even by hand', () => {
  const { db } = openSite()
  const client = new Sqlite(db.path)
  client.exec("INSERT INTO audit (at, action, subject, hash) VALUES (1, 'x', '', 'y')")
  expect(() => client.exec("UPDATE audit SET action = 'z'")).toThrow('never changed')
  expect(() => client.exec('DELETE FROM audit')).toThrow('never removed')
  client.close()
})
