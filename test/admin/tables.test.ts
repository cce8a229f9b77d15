import { describe, expect, test } from 'bun:test'
import { is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { appendAudit, listAudit } from '#db/audit.ts'
import { enqueue } from '#db/queue.ts'
import { grantRole } from '#db/roles.ts'
import { findMatches, listRowsAfter, type Row } from '#db/rows.ts'
import * as schema from '#db/schema.ts'
import { tables } from '#db/tables.ts'
import { exportTable } from '#src/admin/exportTable.ts'
import { columnsIn, filtersOf, parseListQuery } from '#src/admin/listQuery.ts'
import { browseTable, showRow } from '#src/admin/listRows.ts'
import { getPanelTable, panelTables, titleOf } from '#src/admin/tables.ts'
import { csvLine } from '#src/csv.ts'
import { memberWithPassword, mistake, openAccounts, viewerOf } from '../support/accounts.ts'
import { countQueries } from '../support/countQueries.ts'
import { runOutside } from '../support/database.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

const all = { search: '', filters: {}, sort: 'id', descending: false, now: noon }

test('every table of the schema has a description, and lists columns that it has', () => {
  const inSchema = Object.values(schema)
    .filter(each => is(each, SQLiteTable))
    .map(each => getTableConfig(each).name)
  expect(panelTables.map(({ name }) => name).toSorted()).toEqual(inSchema.toSorted())
  for (const { name, list, columns, key } of panelTables) {
    expect([name, list.filter(each => !columns.some(column => column.name === each))]).toEqual([name, []])
    expect(key.length).toBeGreaterThan(0)
  }
})

test('no secret and no hash can be shown', () => {
  const shown = [...tables.values()].flatMap(({ name, columns }) =>
    columns.map(each => `${name}.${each.name}`),
  )
  const hidden = [
    'users.passwordHash',
    'sessions.tokenHash',
    'sessions.previousHash',
    'tokens.hash',
    'factors.secret',
    'factors.credentialId',
    'account_requests.statusHash',
    'audit.hash',
  ]
  expect(shown.filter(each => hidden.includes(each))).toEqual([])
  expect(shown).toContain('users.email')
})

test('columns are called what people call them', () => {
  expect(['signInCount', 'createdAt', 'userId', 'id', 'at'].map(titleOf)).toEqual([
    'Sign in count',
    'Created',
    'User',
    'Id',
    'At',
  ])
})

describe('a list', () => {
  test('is empty where a number must be what is no number', async () => {
    const { db } = openAccounts()
    await db.write(async tx => {
      await enqueue(tx, { kind: 'sweep', payload: {}, priority: -1 }, noon)
    })
    const jobs = getPanelTable('jobs')
    const totalOf = async (filters: Record<string, string>) =>
      (await browseTable(db.read, jobs, { ...all, filters }, 1)).total
    expect([await totalOf({ priority: '-1' }), await totalOf({ priority: 'high' })]).toEqual([1, 0])
    expect([await totalOf({ runAt: 'day' }), await totalOf({ runAt: 'soon' })]).toEqual([1, 0])
  })

  test('is searched, filtered, sorted and cut into pages', async () => {
    const { db } = openAccounts()
    await db.write(async tx => {
      const ada = await member(tx, 'ada')
      const study = await studyOf(tx, ada)
      for (let number = 0; number < 60; number++)
        await analysisOf(tx, study, `Run ${String(number).padStart(2, '0')}`, {
          state: number % 2 ? 'failed' : 'done',
        })
      await analysisOf(tx, study, '100%_sure')
    })
    const analyses = getPanelTable('analyses')
    const second = await browseTable(db.read, analyses, { ...all, sort: 'name', descending: true }, 2)
    expect([second.total, second.pages, second.rows.length]).toEqual([61, 2, 11])
    expect(second.rows.at(-1)!.values[0]).toEqual({ kind: 'text', text: '100%_sure' })
    const failed = await browseTable(db.read, analyses, { ...all, filters: { state: 'failed' } }, 1)
    expect(failed.total).toBe(30)
    const found = await browseTable(db.read, analyses, { ...all, search: '%_' }, 1)
    expect(found.rows.map(row => row.values[0])).toEqual([{ kind: 'text', text: '100%_sure' }])
    expect((await browseTable(db.read, analyses, { ...all, search: "' or 1=1 --" }, 1)).total).toBe(0)
  })

  test('of thousands of rows is searched a part at a time, with room for others; of too many, at once', async () => {
    const { db } = openAccounts()
    const table = getPanelTable('audit')
    await db.write(async tx => {
      for (let part = 0; part < 9; part++)
        await tx.insert(schema.audit).values(
          Array.from({ length: 1000 }, (_, row) => {
            return { at: noon, action: row === 500 ? 'rare_thing' : 'sign_in', hash: `${part}` }
          }),
        )
    })
    const counted = countQueries(db.read)
    const rare = Array.from({ length: 9 }, (_, part) => part * 1000 + 501)
    const found = await findMatches(counted.db, table, { ...all, search: 'RARE' })
    expect([found.search, found.ids, counted.count()]).toEqual(['', rare, 4])
    expect((await browseTable(db.read, table, { ...all, search: 'rare' }, 1)).total).toBe(9)
    expect((await browseTable(db.read, table, { ...all, search: 'absent' }, 1)).total).toBe(0)
    const many = { ...all, search: 'sign' }
    expect((await findMatches(db.read, table, many, 5000)).ids).toBeUndefined()
    expect((await browseTable(db.read, table, many, 1)).total).toBe(9000 - 9)
  })

  test('is searched by words, in any script, also through the rows that it names', async () => {
    const { db } = openAccounts()
    await db.write(async tx => {
      const name = (firstName: string, lastName: string) => ({ firstName, lastName })
      await member(tx, 'maxim', name('Максим', 'Ångström'))
      const grace = await member(tx, 'person59', { ...name('Grace', 'Person'), institution: 'Lab *[1]?' })
      await grantRole(tx, grace.id, 'superuser')
      const study = await studyOf(tx, grace, 'Σωλήνας')
      await analysisOf(tx, study, 'First try')
      const at = { at: noon, action: 'looked_at', address: '192.0.2.77' }
      await appendAudit(tx, at)
    })
    const found = async (table: string, search: string) =>
      (await browseTable(db.read, getPanelTable(table), { ...all, search }, 1)).rows.map(row => row.name)
    expect(await found('users', 'maksim')).toEqual([])
    for (const text of ['максим', 'МАКСИМ', 'angstrom', 'ANGSTR', 'ångström максим'])
      expect(await found('users', text)).toEqual(['Максим Ångström'])
    for (const text of ['grace person', 'Person  Grace', 'person 59', '*[1]?', '[1'])
      expect(await found('users', text)).toEqual(['Grace Person'])
    for (const text of ['grace ångström', '*', '?1', '[a-z]'])
      expect(await found('users', text)).toEqual(text === '*' ? ['Grace Person'] : [])
    expect(await found('studies', 'person59@')).toEqual(['Σωλήνας'])
    expect(await found('studies', 'ΣΩΛΗΝΑΣ')).toEqual(['Σωλήνας'])
    expect(await found('analyses', 'σωληνας try person59')).toEqual(['First try'])
    expect(await found('audit', '192.0.2.77')).toHaveLength(1)
    const users = getPanelTable('users')
    const filters = await filtersOf(db.read, users)
    const { value } = filters[0]!.options.find(({ text }) => text === 'superuser')!
    const query = parseListQuery(users, new URLSearchParams(`role=${value}`), noon)
    expect((await browseTable(db.read, users, query, 1)).rows.map(row => row.name)).toEqual(['Grace Person'])
  })

  test('is narrowed down by time, and shows the columns that are chosen', async () => {
    const { db } = openAccounts()
    const day = 86_400_000
    await db.write(async tx => {
      await member(tx, 'ada', { createdAt: noon - 3 * day })
      await member(tx, 'grace', { createdAt: noon - 20 * day, disabledAt: noon })
    })
    const users = getPanelTable('users')
    const query = (text: string) => new URLSearchParams(text)
    const found = async (text: string) =>
      (await browseTable(db.read, users, parseListQuery(users, query(text), noon), 1)).rows.map(
        row => row.name,
      )
    expect(await found('createdAt=day')).toEqual([])
    expect(await found('createdAt=week')).toEqual(['Ada Example'])
    expect(await found('createdAt=month')).toHaveLength(2)
    const today = new Date(noon).toISOString().slice(0, 10)
    const before = new Date(noon - 3 * day).toISOString().slice(0, 10)
    expect(await found(`createdAt.from=${before}&createdAt.until=${today}`)).toEqual(['Ada Example'])
    expect(await found(`createdAt=${before}..${before}`)).toEqual(['Ada Example'])
    expect(await found(`createdAt.until=${before}`)).toHaveLength(2)
    expect(await found(`createdAt.from=${today}&createdAt.until=`)).toEqual([])
    expect(await found('disabledAt=some')).toEqual(['Grace Example'])
    expect(await found('disabledAt=none')).toEqual(['Ada Example'])
    expect(await found(`createdAt=${noon - 3 * day}`)).toEqual(['Ada Example'])
    expect(columnsIn(users, query('columns=country&columns=email&columns=passwordHash'))).toEqual([
      'email',
      'country',
    ])
    expect(columnsIn(users, query('columns=country,email'))).toEqual(['email', 'country'])
    expect(columnsIn(users, query('columns=passwordHash'))).toBeUndefined()
    const shown = await browseTable(db.read, users, all, 1, ['country', 'email'])
    expect(shown.columns.map(({ name }) => name)).toEqual(['country', 'email'])
  })

  test('of every table can be read, with nothing in it and with rows', async () => {
    const { db } = openAccounts()
    for (const table of panelTables) expect((await browseTable(db.read, table, all, 1)).page).toBe(1)
  })
})

describe('a row', () => {
  test('links to the rows it names and to those that name it', async () => {
    const { db } = openAccounts()
    const { ada, study } = await db.write(async tx => {
      const ada = await member(tx, 'ada')
      const study = await studyOf(tx, ada)
      await analysisOf(tx, study)
      return { ada, study }
    })
    const { name, facts, related } = await showRow(db.read, getPanelTable('studies'), String(study.id), noon)
    expect(name).toBe('Lysozyme')
    expect(facts.find(each => each.title === 'User')!.value).toEqual({
      kind: 'link',
      text: 'Ada Example',
      table: 'users',
      id: String(ada.id),
    })
    expect(related.map(each => [each.table.name, each.column.name, each.count])).toEqual([
      ['drafts', 'studyId', 0],
      ['analyses', 'studyId', 1],
      ['tokens', 'studyId', 0],
    ])
    const person = await showRow(db.read, getPanelTable('users'), String(ada.id), noon)
    expect(person.related.find(each => each.table.name === 'user_roles')!.count).toBe(1)
    const [held] = (await browseTable(db.read, getPanelTable('user_roles'), all, 1)).rows
    expect((await showRow(db.read, getPanelTable('user_roles'), held!.id, noon)).facts.length).toBe(2)
  })

  test('says in words what lies in a column of JSON, where it is little', async () => {
    const { db } = openAccounts()
    let people = 0
    const limitsOf = async (limits: object | null) => {
      const { id } = await db.write(tx => member(tx, `ada${people++}`, { limits }))
      const { facts } = await showRow(db.read, getPanelTable('users'), String(id), noon)
      return facts.find(each => each.title === 'Limits')!.value
    }
    const studies = { title: 'Studies', value: { kind: 'number', value: 40 } }
    expect(await limitsOf({ studiesMax: 40, runningMax: null, uploadBytesMax: 2e8 })).toEqual({
      kind: 'parts',
      parts: [studies, { title: 'Upload', value: { kind: 'bytes', value: 2e8 } }],
    } as never)
    expect(await limitsOf({})).toEqual({ kind: 'none' })
    expect(await limitsOf(null)).toEqual({ kind: 'none' })
    expect(await limitsOf({ studiesMax: { of: 1 } })).toEqual({
      kind: 'data',
      json: '{"studiesMax":{"of":1}}',
    })
  })

  test('that is not there is not found, whatever its id looks like', async () => {
    const { db } = openAccounts()
    for (const id of ['999', 'x', '1 or 1=1', '', '-1'])
      await mistake(showRow(db.read, getPanelTable('users'), id, noon), 'not_found')
    expect(() => getPanelTable('sqlite_master')).toThrow('There is no such table.')
  })
})

describe('an export', () => {
  test('holds every row that was asked for, no secret, and is written down', async () => {
    const { db } = openAccounts()
    const user = await memberWithPassword(db, 'ada')
    await memberWithPassword(db, 'grace')
    const viewer = await viewerOf(db, user.id)
    const csv = await exportTable(db, viewer, getPanelTable('users'), { ...all, search: 'ada@' }, noon)
    const text = await new Response(csv).text()
    expect(text.split('\r\n').length).toBe(3)
    expect(text).toContain('ada@uni.example,Ada,Example')
    expect(text).toContain(new Date(noon).toISOString())
    expect(text).not.toContain('argon2')
    expect((await listAudit(db.read, 1))[0]).toMatchObject({
      actorId: user.id,
      action: 'table_exported',
      subject: 'users',
    })
  })

  test('of thousands of rows goes on by key: nothing twice, nothing left out, others have their turn', async () => {
    const { db } = openAccounts()
    const user = await memberWithPassword(db, 'ada')
    const viewer = await viewerOf(db, user.id)
    await db.write(async tx => {
      for (let row = 0; row < 4500; row++) await studyOf(tx, user, `Study ${row}`)
    })
    const counted = countQueries(db.read)
    const table = getPanelTable('studies')
    const csv = await exportTable({ ...db, read: counted.db }, viewer, table, all, noon)
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const chunks: string[] = []
    for await (const chunk of csv) {
      chunks.push(new TextDecoder().decode(chunk))
      if (chunks.length === 2) await runOutside(db.path, 'delete from studies where id <= 500')
    }
    clearInterval(ticking)
    const ids = chunks
      .join('')
      .trim()
      .split('\r\n')
      .slice(1)
      .map(line => Number(line.split(',')[0]))
    const kept = ids.filter(id => id > 1000)
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 1001 + index))
    expect(ids.length).toBeGreaterThanOrEqual(4250) // some of those that went were read ahead
    expect(counted.count()).toBe(Math.floor(ids.length / 250) + 1)
    expect(turns).toBeGreaterThanOrEqual(3)
  })

  test('of a table whose key has two columns goes on by both', async () => {
    const { db } = openAccounts()
    const user = await memberWithPassword(db, 'ada')
    const table = getPanelTable('user_roles')
    const before = await listRowsAfter(db.read, table, all, 100)
    const paged = []
    for (let last: Row | undefined; ; ) {
      const [row] = await listRowsAfter(db.read, table, all, 1, last)
      if (!row) break
      paged.push((last = row))
    }
    expect(paged).toEqual(before)
    expect(before.some(row => row.userId === user.id)).toBe(true)
  })

  test('is quoted, and no spreadsheet takes a text for a formula', () => {
    expect(csvLine(['a,b', 'say "x"', '=1+1', '-5', '@x'])).toBe(`"a,b","say ""x""",'=1+1,-5,'@x`)
  })
})
