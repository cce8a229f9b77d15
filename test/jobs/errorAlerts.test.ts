import { afterAll, expect, test } from 'bun:test'
import { listMails } from '#db/mails.ts'
import { grantRole } from '#db/roles.ts'
import { mailDigest, openErrorAlerts, signatureOf } from '#jobs/errorAlerts.ts'
import { composeMail } from '#views/emails/compose.ts'
import { freshDatabase } from '../support/database.ts'
import { member, noon } from '../support/people.ts'

const db = freshDatabase()
afterAll(() => db.close())
const mails = async () =>
  (await listMails(db.read, 1000)).map(mail => mail.facts as { digest: boolean; errors: { count: number }[] })

test('a flood of one error is one mail an hour for each administrator, and then a digest (F17)', async () => {
  const ada = await db.write(tx => member(tx, 'ada'))
  await db.write(tx => grantRole(tx, ada.id, 'superuser'))
  await db.write(tx => member(tx, 'bob'))
  let now = noon
  for (let process = 0; process < 2; process++) {
    const alarm = openErrorAlerts(db, () => now, 5)
    for (let i = 0; i < 5000; i++) alarm.count('bug', new Error(`no study ${i}`))
    await alarm.stop()
  }
  expect(await mails()).toHaveLength(1)
  now += 3_600_000
  await db.write(tx => mailDigest(tx, now))
  await db.write(tx => mailDigest(tx, now))
  const all = await mails()
  expect(all.map(({ digest, errors }) => [digest, errors[0]!.count])).toEqual([
    [true, 10_000],
    [false, 5000],
  ])
  const alarm = openErrorAlerts(db, () => now, 5)
  alarm.count('bug', new Error('no study 7'))
  await alarm.stop()
  expect(await mails()).toHaveLength(3)
})

test('errors that differ in numbers, names and addresses are one kind, and nothing of a person is told', () => {
  const at = (message: string) => signatureOf('bug', new Error(message)).replace(/ \(.*/, '')
  expect(at('no user 12 "Ada" ada@uni.example')).toBe(
    'bug: Error: no user … … (address)'.replace(/ \(.*/, ''),
  )
  expect(at('no user 13 "Bob"')).toBe(at('no user 99 "Eve"'))
  expect(signatureOf('bug', 'a\nb')).toBe('bug: a b')
  expect(signatureOf('bug', new Error('mail to ada@uni.example failed'))).not.toContain('ada@')
})

test('the mail names each kind and how often it came', () => {
  const facts = { digest: false, errors: [{ signature: 'bug: TypeError: x is …', count: 3 }] }
  const { subject, text } = composeMail('errors', facts, {
    origin: 'https://bioce.example',
    firstName: 'Ada',
  })
  expect(subject).toBe('Error: bug: TypeError: x is …')
  expect(text).toContain('3 times: bug: TypeError: x is …')
})
