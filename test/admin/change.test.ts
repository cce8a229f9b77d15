import { describe, expect, test } from 'bun:test'
import { findBrokenAudit, listAudit } from '#db/audit.ts'
import { findRow } from '#db/rows.ts'
import { createRow, editRow, removeRow } from '#src/admin/change.ts'
import { valuesOf } from '#src/admin/fields.ts'
import { getPanelTable, panelTables } from '#src/admin/tables.ts'
import { memberWithPassword, mistake, openHouse, viewerOf } from '../support/house.ts'
import { noon, studyOf } from '../support/people.ts'

async function openPanel() {
  const { db } = openHouse()
  const ada = await memberWithPassword(db, 'ada')
  const administrator = await viewerOf(db, ada.id)
  const lastAudit = async () => (await listAudit(db.read, 1))[0]
  return { db, ada, administrator, lastAudit }
}

test('every input of a form is a column of its table', () => {
  for (const { name, columns, create, edit } of panelTables) {
    const inputs = Object.keys({ ...create, ...edit })
    expect([name, inputs.filter(each => !columns.some(column => column.name === each))]).toEqual([name, []])
  }
})

test('nobody edits or deletes the audit, jobs or second factors by hand', () => {
  for (const name of ['audit', 'jobs', 'workers', 'factors', 'user_roles']) {
    const { create, edit, canDelete } = getPanelTable(name)
    expect([name, create, edit, canDelete]).toEqual([name, undefined, undefined, undefined])
  }
})

describe('editing', () => {
  test('changes what was typed and writes down before and after', async () => {
    const { db, ada, administrator, lastAudit } = await openPanel()
    const studies = getPanelTable('studies')
    const study = await db.write(tx => studyOf(tx, ada))
    await editRow(db, administrator, studies, String(study.id), { name: ' Renamed ', userId: '999' }, noon)
    expect(await findRow(db.read, studies, String(study.id))).toMatchObject({
      name: 'Renamed',
      userId: ada.id,
    })
    expect(await lastAudit()).toMatchObject({
      actorId: ada.id,
      action: 'row_edited',
      subject: `studies:${study.id}`,
      details: { before: { name: 'Lysozyme' }, after: { name: 'Renamed' } },
    })
    expect(await findBrokenAudit(db.read)).toBeUndefined()
  })

  test('gives one person limits of their own, and takes them back', async () => {
    const { db, ada, administrator, lastAudit } = await openPanel()
    const users = getPanelTable('users')
    const id = String(ada.id)
    const typed = { firstName: 'Ada', lastName: 'Example', 'limits.studiesMax': '40' }
    await editRow(db, administrator, users, id, typed, noon + 1)
    const row = (await findRow(db.read, users, id))!
    expect(row).toMatchObject({ limits: { studiesMax: 40 }, updatedAt: noon + 1 })
    expect(valuesOf(users, users.edit!, row)).toMatchObject({ firstName: 'Ada', 'limits.studiesMax': '40' })
    expect((await lastAudit()).details).toEqual({ columns: ['limits'] }) // a person: no values
    await editRow(db, administrator, users, id, { ...typed, 'limits.studiesMax': '' }, noon + 2)
    expect((await findRow(db.read, users, id))!.limits).toBeNull()
  })

  test('refuses by field, and changes nothing', async () => {
    const { db, ada, administrator } = await openPanel()
    const users = getPanelTable('users')
    const typed = { firstName: '', lastName: 'x'.repeat(51), 'limits.studiesMax': '-3' }
    const refused = await mistake(editRow(db, administrator, users, String(ada.id), typed, noon), 'invalid')
    expect(Object.keys(refused.fields)).toEqual(['firstName', 'lastName', 'limits.studiesMax'])
    const studies = getPanelTable('studies')
    const [, second] = await db.write(async tx => [
      await studyOf(tx, ada, 'One'),
      await studyOf(tx, ada, 'Two'),
    ])
    const twin = editRow(db, administrator, studies, String(second!.id), { name: 'One' }, noon)
    expect((await mistake(twin, 'invalid')).fields).toEqual({ name: 'Another row has this already.' })
    expect((await findRow(db.read, studies, String(second!.id)))!.name).toBe('Two')
    await mistake(editRow(db, administrator, studies, '999', { name: 'Three' }, noon), 'not_found')
    await mistake(editRow(db, administrator, getPanelTable('audit'), '1', {}, noon), 'not_found')
  })
})

test('a row is made and deleted, and both are written down', async () => {
  const { db, administrator, lastAudit } = await openPanel()
  const roles = getPanelTable('roles')
  const id = await createRow(db, administrator, roles, { name: 'helper', description: 'Helps' }, noon)
  expect(await findRow(db.read, roles, id)).toMatchObject({ name: 'helper', description: 'Helps' })
  expect(await lastAudit()).toMatchObject({ action: 'row_created', subject: `roles:${id}` })
  const twin = await mistake(createRow(db, administrator, roles, { name: 'helper' }, noon), 'invalid')
  expect(Object.keys(twin.fields)).toEqual(['name'])

  const sessions = getPanelTable('sessions')
  const session = String(administrator.session.id)
  await removeRow(db, administrator, sessions, session, noon)
  expect(await findRow(db.read, sessions, session)).toBeUndefined()
  expect(await lastAudit()).toMatchObject({ action: 'row_deleted', subject: `sessions:${session}` })
  await mistake(removeRow(db, administrator, sessions, session, noon), 'not_found')
  await mistake(removeRow(db, administrator, getPanelTable('users'), '1', noon), 'not_found')
})
