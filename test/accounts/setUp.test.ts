import { expect, test } from 'bun:test'
import { findUserByEmail } from '#db/users.ts'
import { inviteAdministrator, setUp } from '#src/accounts/setUp.ts'
import { browser, goodPassword, mistake, openAccounts } from '../support/accounts.ts'
import { noon } from '../support/people.ts'

const { db } = openAccounts()
const link = await inviteAdministrator(db, noon)
const person = { firstName: ' Ada  Augusta ', lastName: 'King', email: 'ada@ku.dk', password: goodPassword }

test('the names of the first administrator hold to the rules for everybody', async () => {
  const spoofed = { ...person, firstName: 'Ada\u202e', lastName: '' }
  const { fields } = await mistake(setUp(db, link, spoofed, browser, noon), 'invalid')
  expect(Object.keys(fields)).toEqual(['firstName', 'lastName'])
  await setUp(db, link, person, browser, noon)
  expect(await findUserByEmail(db.read, person.email)).toMatchObject({ firstName: 'Ada Augusta' })
})
