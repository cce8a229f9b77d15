import { expect, test } from 'bun:test'
import { existsSync, mkdirSync } from 'node:fs'
import { findBrokenAudit, listAudit } from '#db/audit.ts'
import { findJobByKey } from '#db/jobs.ts'
import { enqueue } from '#db/queue.ts'
import { grantRole, listRoles } from '#db/roles.ts'
import { findRow, idOf, listRows, type Row } from '#db/rows.ts'
import { insertToken } from '#db/tokens.ts'
import { actOnRows, bulkActionsOf, selectionMax, selectRows } from '#src/admin/bulk.ts'
import { findCascade } from '#src/admin/cascade.ts'
import { removeRow } from '#src/admin/deleteRow.ts'
import { getPanelTable } from '#src/admin/tables.ts'
import { memberWithPassword, mistake, openAccounts, viewerOf } from '../support/accounts.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

const all = { search: '', filters: {}, sort: 'id', descending: false, now: noon }

/** An administrator, and Grace with two studies, of which one has an analysis that waits and is shared. */
async function openPanel() {
  const house = openAccounts()
  const { db, files } = house
  const ada = await memberWithPassword(db, 'ada')
  const administrator = await viewerOf(db, ada.id)
  const world = await db.write(async tx => {
    await grantRole(tx, ada.id, 'superuser')
    const grace = await member(tx, 'grace')
    const study = await studyOf(tx, grace)
    const other = await studyOf(tx, grace, 'Other')
    const analysis = await analysisOf(tx, study)
    const facts = { purpose: 'share', hash: 'h', analysisId: analysis.id } as const
    await insertToken(tx, { ...facts, createdAt: noon, expiresAt: noon + 1 })
    const uniqueKey = `analysis:${analysis.id}`
    await enqueue(tx, { kind: 'analysis', payload: {}, uniqueKey, userId: grace.id }, noon)
    return { grace, study, other, analysis }
  })
  const folder = files.study(world.grace.id, world.study.id)
  mkdirSync(folder, { recursive: true })
  const lastAudit = async () => (await listAudit(db.read, 1))[0]!
  const rowOf = async (table: string, id: number) =>
    (await findRow(db.read, getPanelTable(table), String(id)))!
  const remove = (table: string, id: number) =>
    removeRow(house, administrator, getPanelTable(table), String(id), noon)
  return { house, db, administrator, ...world, folder, lastAudit, rowOf, remove }
}

const counted = ({ gone }: Awaited<ReturnType<typeof findCascade>>) =>
  Object.fromEntries(gone.map(({ table, rows }) => [table.name, rows.length]))

test('what goes with a row is found across tables, each row once', async () => {
  const { db, grace, study, rowOf } = await openPanel()
  const person = await findCascade(db.read, getPanelTable('users'), [await rowOf('users', grace.id)])
  expect(counted(person)).toEqual({ user_roles: 1, studies: 2, analyses: 1, tokens: 1 })
  expect(person.emptied.map(({ table, count }) => [table.name, count])).toEqual([['jobs', 1]])
  expect(person.bytes).toBe(2000)
  const one = await findCascade(db.read, getPanelTable('studies'), [await rowOf('studies', study.id)])
  expect(counted(one)).toEqual({ analyses: 1, tokens: 1 })
  expect(one.bytes).toBe(1000)
})

test('a study goes with its analyses, files and job, and what went along is written down', async () => {
  const { db, study, analysis, folder, lastAudit, remove } = await openPanel()
  await remove('studies', study.id)
  expect(existsSync(folder)).toBe(false)
  expect((await findJobByKey(db.read, `analysis:${analysis.id}`))!.state).toBe('cancelled')
  expect(await lastAudit()).toMatchObject({
    action: 'row_deleted',
    subject: `studies:${study.id}`,
    details: { before: { name: 'Lysozyme' }, alsoGone: { analyses: 1, tokens: 1 } },
  })
  expect(await findBrokenAudit(db.read)).toBeUndefined()
  await mistake(remove('studies', study.id), 'not_found')
})

test('a person goes with everything; nothing in the audit tells who it was', async () => {
  const { db, house, administrator, grace, lastAudit, remove } = await openPanel()
  await remove('users', grace.id)
  expect(await findRow(db.read, getPanelTable('users'), String(grace.id))).toBeUndefined()
  expect(existsSync(house.files.user(grace.id))).toBe(false)
  const entry = await lastAudit()
  expect(entry.details).toEqual({ alsoGone: { user_roles: 1, studies: 2, analyses: 1, tokens: 1 } })
  expect(JSON.stringify(entry)).not.toContain('race')
  await mistake(remove('users', administrator.id), 'conflict')
})

test('roles that the program knows stay, others go; the audit and jobs are never deleted by hand', async () => {
  const { db, remove } = await openPanel()
  for (const role of await listRoles(db.read)) await mistake(remove('roles', role.id), 'conflict')
  for (const table of ['audit', 'jobs', 'workers', 'factors']) await mistake(remove(table, 1), 'not_found')
})

test('many rows at once: what a rule refuses is told, the rest is done', async () => {
  const { db, house, administrator, grace } = await openPanel()
  const users = getPanelTable('users')
  const named = (rows: Row[]) => rows.map(row => ({ id: idOf(users, row), row }))
  const both = named(await selectRows(db.read, users, all))
  expect(both.length).toBe(2)
  const skipped = await actOnRows(house, administrator, users, 'close', both, noon)
  expect(skipped.map(({ row, why }) => [row.id, why])).toEqual([
    [administrator.id, 'This is the only administrator. Give another person the role first.'],
  ])
  expect((await findRow(db.read, users, String(grace.id)))!.disabledAt).toBe(noon)
  await mistake(actOnRows(house, administrator, users, 'promote', both, noon), 'not_found')
  await actOnRows(house, administrator, users, 'delete', named([both[1]!.row]), noon)
  expect((await listRows(db.read, users, all, 9)).map(row => row.id)).toEqual([administrator.id])
})

test('a selection is of rows that are there, and not of too many', async () => {
  const { db } = await openPanel()
  const users = getPanelTable('users')
  expect(bulkActionsOf(users).map(({ name }) => name)).toEqual([
    'close',
    'open',
    'confirm',
    'reset',
    'sign-out',
    'delete',
  ])
  expect(bulkActionsOf(getPanelTable('audit'))).toEqual([])
  await mistake(selectRows(db.read, users, []), 'invalid')
  await mistake(selectRows(db.read, users, ['999', 'x']), 'invalid')
  await db.write(async tx => {
    for (let number = 0; number <= selectionMax; number++) await member(tx, `person${number}`)
  })
  await mistake(selectRows(db.read, users, all), 'invalid')
})
