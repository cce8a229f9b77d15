import { describe, expect, test } from 'bun:test'
import { findBrokenAudit, listAudit } from '#db/audit.ts'
import { listRolesOf } from '#db/roles.ts'
import { findRow } from '#db/rows.ts'
import { createRow, editRow } from '#src/admin/editRow.ts'
import { readRowFields, rowFieldsOf, valuesOf } from '#src/admin/fields.ts'
import { getPanelTable, panelTables } from '#src/admin/tables.ts'
import { mailKindsTo, memberWithPassword, mistake, openAccounts, viewerOf } from '../support/accounts.ts'
import { noon, studyOf } from '../support/people.ts'

async function openPanel() {
  const { db } = openAccounts()
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
  test('of what one person may run: none at all would keep their analyses waiting for ever', () => {
    const users = getPanelTable('users')
    const read = (runningMax: string) =>
      readRowFields(
        users,
        { limits: users.edit!.limits! },
        { 'limits.runningMax': runningMax, 'limits.studiesMax': '0' },
      )
    expect(() => read('0')).toThrow('One field needs to be corrected.')
    expect(read('1')).toEqual({ limits: { runningMax: 1, studiesMax: 0 } })
  })

  test('changes what was typed and writes down before and after', async () => {
    const { db, ada, administrator, lastAudit } = await openPanel()
    const studies = getPanelTable('studies')
    const study = await db.write(tx => studyOf(tx, ada))
    await editRow(db, administrator, studies, String(study.id), { name: ' Renamed ', userId: '999' }, noon)
    expect(await findRow(db.read, studies, String(study.id))).toMatchObject({
      name: 'Renamed',
      userId: ada.id,
    })
    expect(await lastAudit())!.toMatchObject({
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
    const typed = {
      email: ada.email,
      firstName: 'Ada',
      lastName: 'Example',
      'limits.studiesMax': '40',
      'limits.storageBytesMax': '1.5',
    }
    await editRow(db, administrator, users, id, typed, noon + 1)
    const row = (await findRow(db.read, users, id))!
    expect(row).toMatchObject({ limits: { studiesMax: 40, storageBytesMax: 1_500_000 }, updatedAt: noon + 1 })
    expect(valuesOf(users, users.edit!, row)).toMatchObject(typed)
    expect((await lastAudit())!.details).toEqual({ columns: ['limits'] }) // a person: no values
    await editRow(
      db,
      administrator,
      users,
      id,
      { ...typed, 'limits.studiesMax': '', 'limits.storageBytesMax': '' },
      noon + 2,
    )
    expect((await findRow(db.read, users, id))!.limits).toBeNull()
  })

  test('refuses by field, and changes nothing', async () => {
    const { db, ada, administrator } = await openPanel()
    const users = getPanelTable('users')
    const typed = {
      email: 'ada@',
      firstName: '',
      lastName: 'x'.repeat(51),
      'limits.studiesMax': '-3',
      'limits.uploadBytesMax': '100000.1',
    }
    const refused = await mistake(editRow(db, administrator, users, String(ada.id), typed, noon), 'invalid')
    expect(Object.keys(refused.fields)).toEqual([
      'email',
      'firstName',
      'lastName',
      'limits.studiesMax',
      'limits.uploadBytesMax',
    ])
    expect(refused.fields['limits.uploadBytesMax']).toBe(
      'Use 100,000 or less: no upload of this server may be larger.',
    )
    const studies = getPanelTable('studies')
    const [, second] = await db.write(async tx => [
      await studyOf(tx, ada, 'One'),
      await studyOf(tx, ada, 'Two'),
    ])
    const twin = editRow(db, administrator, studies, String(second!.id), { name: 'One' }, noon)
    expect((await mistake(twin, 'invalid')).fields).toEqual({ name: 'Another row already has this value.' })
    expect((await findRow(db.read, studies, String(second!.id)))!.name).toBe('Two')
    await mistake(editRow(db, administrator, studies, '999', { name: 'Three' }, noon), 'not_found')
    await mistake(editRow(db, administrator, getPanelTable('audit'), '1', {}, noon), 'not_found')
  })
})

test('a row is made, and that is written down', async () => {
  const { db, administrator, lastAudit } = await openPanel()
  const roles = getPanelTable('roles')
  const id = await createRow(db, administrator, roles, { name: 'helper', description: 'Helps' }, noon)
  expect(await findRow(db.read, roles, id)).toMatchObject({ name: 'helper', description: 'Helps' })
  expect(await lastAudit())!.toMatchObject({ action: 'row_created', subject: `roles:${id}` })
  const twin = await mistake(createRow(db, administrator, roles, { name: 'helper' }, noon), 'invalid')
  expect(Object.keys(twin.fields)).toEqual(['name'])
})

test('a person who is added gets a role, an institution and a link to choose a password', async () => {
  const { db, administrator } = await openPanel()
  const users = getPanelTable('users')
  const typed = { email: 'bohr@ku.dk', firstName: 'Niels', lastName: 'Bohr' }
  const id = Number(await createRow(db, administrator, users, typed, noon))
  expect(await findRow(db.read, users, String(id))).toMatchObject({
    ...typed,
    country: 'DK',
    confirmedAt: null,
  })
  expect(await listRolesOf(db.read, id)).toEqual(['user'])
  expect(await mailKindsTo(db, typed.email)).toEqual(['confirm'])
  const wrong = { email: 'Bohr@KU ', firstName: '', lastName: 'Bohr' }
  const refused = await mistake(createRow(db, administrator, users, wrong, noon), 'invalid')
  expect(Object.keys(refused.fields)).toEqual(['email', 'firstName'])
  const again = { ...typed, email: 'Bohr@KU.dk ' } // is the same in small letters
  const twin = await mistake(createRow(db, administrator, users, again, noon), 'invalid')
  expect(twin.fields).toEqual({ email: 'Another row already has this value.' })
})

test('what is typed is read by the kind of its column', async () => {
  const { db, ada } = await openPanel()
  const jobs = getPanelTable('jobs')
  const inputs = { kind: { max: 20 }, state: {}, priority: {}, userId: {}, runAt: {}, worker: {} }
  const typed = {
    kind: 'mail',
    state: 'done',
    priority: '',
    userId: String(ada.id),
    runAt: '2026-01-01T12:00',
  }
  expect(readRowFields(jobs, inputs, typed)).toEqual({
    kind: 'mail',
    state: 'done',
    priority: undefined, // its own default
    userId: ada.id,
    runAt: noon,
    worker: null,
  })
  const wrong = { kind: 'x'.repeat(21), state: 'lost', priority: '1.5', userId: 'ada', runAt: 'noon' }
  expect(() => readRowFields(jobs, inputs, wrong)).toThrow('5 fields need to be corrected.')
  const sessions = getPanelTable('sessions')
  expect(readRowFields(sessions, { remember: {} }, { remember: 'on' })).toEqual({ remember: true })
  const fields = await rowFieldsOf(db.read, sessions, { userId: {}, expiresAt: {}, remember: {} })
  expect(fields.map(({ name, input }) => [name, input.kind])).toEqual([
    ['userId', 'choice'],
    ['expiresAt', 'time'],
    ['remember', 'flag'],
  ])
  expect(fields[0]!.input).toEqual({
    kind: 'choice',
    options: [{ value: String(ada.id), text: 'Ada Example' }],
  })
})
