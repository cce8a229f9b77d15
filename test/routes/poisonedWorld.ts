import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appendAudit } from '#db/audit.ts'
import { enqueueMail } from '#db/queue.ts'
import { setSetting } from '#db/settings.ts'
import { Sqlite } from '#db/sqlite/connection.ts'
import { tables } from '#db/tables.ts'
import { noon } from '../support/people.ts'
import { makeWorld, openSite, type Site, type World } from './world.ts'

/** Columns whose words are the program's own, though the schema does not list them. */
const ownWords = /^(.*\.method|jobs\.kind|mails\.kind|.*\.country|.*Key|.*\.key)$/

export interface Side {
  site: Site
  world: World
  text: string
}

/** A site on which every text that a person could have given, in rows and in files, is `text`. */
export async function openPoisonedSite(text: string): Promise<Side> {
  const site = openSite()
  const world = await makeWorld(site)
  await site.db.write(async tx => {
    const details = { before: text, after: [text, { [text]: text }] }
    await appendAudit(tx, { at: noon, action: 'x', subject: text, details, address: text })
    await enqueueMail(tx, { kind: 'email_changed', email: text, facts: { newEmail: text } }, noon)
    await setSetting(tx, 'banner', text, noon)
  })
  poisonRows(site.db.path, text)
  const folder = site.files.study(world.owner.id, world.study.id)
  for (const name of readdirSync(folder, { recursive: true }) as string[])
    if (name.endsWith('.json')) poisonFile(join(folder, name), text)
  writeFileSync(join(site.files.failed(world.failed.id), 'log.txt'), text)
  return { site, world, text }
}

function poisonRows(path: string, text: string): void {
  const client = new Sqlite(path)
  client.exec("INSERT INTO roles (id, name) VALUES (1000, 'x')")
  client.exec("INSERT INTO allowed_domains (domain, created_at) VALUES ('x.example', 1)")
  for (const { name, columns } of tables.values()) {
    if (name === 'audit' || name === 'settings') continue
    for (const column of columns) {
      if (column.options.length > 0 || ownWords.test(`${name}.${column.name}`)) continue
      const inDatabase = column.source.name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      const rows = name === 'roles' && column.name === 'name' ? 'WHERE id >= 1000' : ''
      if (column.kind === 'text')
        client
          .query(`UPDATE ${name} SET ${inDatabase} = ? || rowid ${rows}`)
          .run(cut(text, name, column.name))
    }
  }
  const files = { curve: file(text), library: file(text), profiles: null }
  const facts = { files: [{ name: text, bytes: 1, meaning: text }], warnings: [text, text] }
  const set = (table: string, column: string, value: unknown) =>
    client.query(`UPDATE ${table} SET ${column} = ?`).run(JSON.stringify(value))
  const progress = { stage: 'sampling', done: 1, total: 2, message: text, at: noon }
  set('studies', 'facts', facts)
  set(
    'studies',
    'report',
    Object.fromEntries(['organism', 'wavelength', 'instrument'].map(key => [key, text])),
  )
  set('studies', 'inputs', [{ input: 'curve', label: text, name: text, path: 'curve.dat', bytes: 1 }])
  set('drafts', 'details', { unit: 'guess', skipVariational: false, files })
  set('drafts', 'progress', progress)
  set('analyses', 'progress', progress)
  client
    .query("UPDATE analyses SET parameters = json_set(parameters, '$.extras', json(?))")
    .run(JSON.stringify({ energies: text, shifts: text }))
  client.close()
}

/** An address is part of a QR code, which has no room for all. */
const cut = (text: string, table: string, column: string) =>
  table === 'users' && column === 'email' ? text.slice(0, 400) : text

const file = (name: string) => ({ path: '1-curve', name, bytes: 3 })

/** Names of files and models, warnings and messages in the files of a study and its results. */
function poisonFile(path: string, text: string): void {
  const told = JSON.parse(readFileSync(path, 'utf8'), (key, value) => {
    if (typeof value !== 'string') return key === 'warnings' ? [text] : value
    if (/^conformer-/.test(value)) return text + value + text.slice(0, 8) // pages may show the end alone
    return /^(name|message|organism)$/.test(key) ? text : value
  })
  writeFileSync(path, JSON.stringify(told))
}
