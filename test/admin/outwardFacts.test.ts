import { afterAll, expect, test } from 'bun:test'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { backUp, findBackupDamage } from '#src/admin/backUp.ts'
import { gatherOutwardFacts } from '#src/admin/doctor/gatherOutwardFacts.ts'
import { readConfig } from '#src/config.ts'
import { openAccounts } from '../support/accounts.ts'
import { temporaryFolder } from '../support/database.ts'
import { noon } from '../support/people.ts'
import { openPostbox } from '../support/postbox.ts'

const postbox = await openPostbox()
afterAll(() => postbox.close())

test('the doctor asks the mail server and the site itself', async () => {
  const silent = { BIOCE_ORIGIN: 'https://127.0.0.1:9', BIOCE_SMTP_URL: 'smtp://127.0.0.1:9' }
  const asked = await gatherOutwardFacts(readConfig(silent), noon)
  expect(asked?.certificate).toMatchObject({ fault: expect.stringContaining('ECONNREFUSED') })
  expect(asked?.mailFault).toContain('ECONNREFUSED')
  const answering = await gatherOutwardFacts(readConfig({ BIOCE_SMTP_URL: postbox.url }), noon)
  expect(answering).toMatchObject({ certificate: undefined, mailFault: undefined })
})

test('a backup whose database has changed cannot be restored, and the doctor knows', async () => {
  const { db } = openAccounts()
  const config = { ...readConfig({ BIOCE_DATA: temporaryFolder() }), databaseUrl: db.path }
  const backup = await backUp({ db, config }, noon)
  expect(await findBackupDamage(join(config.backups, backup.name), backup)).toBeUndefined()
  appendFileSync(join(config.backups, backup.name, 'bioce.sqlite'), 'x')
  expect(await findBackupDamage(join(config.backups, backup.name), backup)).toBe(
    'its database is not as it was written',
  )
})
