import { describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findAccountRequestByHash, listAccountRequests } from '#db/accountRequests.ts'
import { findBrokenAudit, listAudit } from '#db/audit.ts'
import { isOnServer } from '#db/index.ts'
import { grantRole, listRolesOf } from '#db/roles.ts'
import { listSessionsOf } from '#db/sessions.ts'
import { Sqlite } from '#db/sqlite/connection.ts'
import { findUser, findUserByEmail } from '#db/users.ts'
import { disableUser, enableUser, setRole } from '#src/accounts/administer.ts'
import { confirm } from '#src/accounts/confirm.ts'
import { deleteAccount } from '#src/accounts/deleteAccount.ts'
import { askToChangeEmail, changeEmail, changePassword, editNames } from '#src/accounts/editAccount.ts'
import { exportAccount } from '#src/accounts/exportAccount.ts'
import { decideRequest, getRequest, requestAccount } from '#src/accounts/requestAccount.ts'
import { askForReset, findReset, resetPassword } from '#src/accounts/resetPassword.ts'
import { admit, endOtherSessions, endSessionOf, findViewer, startSession } from '#src/accounts/sessions.ts'
import { signIn } from '#src/accounts/signIn.ts'
import { hashSecret } from '#src/accounts/tokens.ts'
import { openMailer, outboxOf, readOutbox } from '#src/mail.ts'
import {
  browser,
  goodPassword,
  linkTo,
  mailKindsTo,
  memberWithPassword,
  mistake,
  openAccounts,
  otherPassword,
  viewerOf,
} from '../support/accounts.ts'
import { analysisOf, noon, studyOf } from '../support/people.ts'
import { unzip } from '../support/zip.ts'

const house = openAccounts()
const { db, files } = house
const minute = 60_000
const hour = 60 * minute
const enter = (email: string, password: string) =>
  signIn(house, { email, password, remember: false }, { address: null, agent: null }, noon)

test('an account without a password is told where to choose one before it is changed or deleted', async () => {
  const { id, email } = await memberWithPassword(db, 'ora', { passwordHash: null })
  const viewer = await viewerOf(db, id)
  const advice = /^Your account has no password yet\. .*“Forgot your password\?”/
  const leave = deleteAccount(house, viewer, { typed: email, password: goodPassword }, browser, noon)
  expect((await mistake(leave, 'invalid')).message).toMatch(advice)
  const move = askToChangeEmail(house, viewer, { email: 'ora@ku.dk', password: goodPassword }, noon)
  expect((await mistake(move, 'invalid')).fields.password).toMatch(advice)
})

describe('a forgotten password', () => {
  test('is reset by a link, once, within an hour; every session ends and nobody is signed in', async () => {
    const { id, email } = await memberWithPassword(db, 'ada')
    const viewer = await viewerOf(db, id)
    await askForReset(db, email, browser, noon)
    const link = await linkTo(db, email, 'reset')
    expect((await findReset(db.read, link, noon))?.id).toBe(id)
    await mistake(resetPassword(db, link, 'short', browser, noon), 'invalid')
    await mistake(resetPassword(db, link, otherPassword, browser, noon + 61 * minute), 'not_found')
    await resetPassword(db, link, otherPassword, browser, noon)
    await mistake(resetPassword(db, link, goodPassword, browser, noon), 'not_found')
    expect(await listSessionsOf(db.read, viewer.id)).toEqual([])
    expect((await enter(email, otherPassword)).outcome).toBe('session')
    expect(await mailKindsTo(db, email)).toEqual(['reset', 'password_changed'])
  })

  test('voids the other links of the person, and a link is good for its own purpose alone', async () => {
    const { email } = await memberWithPassword(db, 'amy', { confirmedAt: null })
    await askForReset(db, email, browser, noon)
    const link = await linkTo(db, email, 'reset')
    await mistake(confirm(db, link, undefined, browser, noon), 'not_found')
    const viewer = await viewerOf(db, (await findUserByEmail(db.read, email))!.id)
    await changePasswordTo(viewer.id, otherPassword)
    await mistake(resetPassword(db, link, goodPassword, browser, noon), 'not_found')
  })

  test('asked for an unknown address, leaves the same behind and sends nothing', async () => {
    await askForReset(db, 'nobody@uni.example', browser, noon)
    expect(await mailKindsTo(db, 'nobody@uni.example')).toEqual(['reset'])
    expect(linkTo(db, 'nobody@uni.example', 'reset')).rejects.toThrow()
  })

  test('sends at most twenty mails an hour for one network', async () => {
    const from = (index: number) => ({ agent: null, address: `2001:db8:9:9::${index}` })
    for (let index = 0; index < 20; index++)
      await askForReset(db, `someone${index}@uni.example`, from(index), noon)
    await mistake(askForReset(db, 'one.more@uni.example', from(20), noon), 'too_many')
    await askForReset(db, 'one.more@uni.example', from(21), noon + hour)
  })

  test('sends at most three mails an hour', async () => {
    const { email } = await memberWithPassword(db, 'ann')
    for (let time = 0; time < 5; time++) await askForReset(db, email, { address: null, agent: null }, noon)
    expect(await mailKindsTo(db, email)).toHaveLength(3)
  })
})

async function changePasswordTo(userId: number, newPassword: string, endOthers = true) {
  const viewer = await viewerOf(db, userId)
  const change = { password: goodPassword, newPassword, endOthers }
  return { viewer, secret: await changePassword({ db }, viewer, change, browser, noon) }
}

describe('changing', () => {
  test('the password needs the old one, ends the other sessions and renews this one', async () => {
    const { id, email } = await memberWithPassword(db, 'ben')
    const other = await viewerOf(db, id)
    const change = { password: 'wrong', newPassword: otherPassword, endOthers: true }
    const { fields } = await mistake(changePassword({ db }, other, change, browser, noon), 'invalid')
    expect(Object.keys(fields)).toEqual(['password'])
    const { viewer, secret } = await changePasswordTo(id, otherPassword)
    expect((await listSessionsOf(db.read, id)).map(each => each.id)).toEqual([viewer.session.id])
    expect((await findViewer(db.read, secret, noon))?.session.id).toBe(viewer.session.id)
    expect((await enter(email, otherPassword)).outcome).toBe('session')
    expect(await mailKindsTo(db, email)).toContain('password_changed')
  })

  test('the password stops after ten wrong tries in a quarter of an hour', async () => {
    const viewer = await viewerOf(db, (await memberWithPassword(db, 'bo')).id)
    const change = { password: 'wrong', newPassword: otherPassword, endOthers: true }
    for (let tries = 0; tries < 10; tries++)
      await mistake(changePassword({ db }, viewer, change, browser, noon), 'invalid')
    await mistake(changePassword({ db }, viewer, change, browser, noon), 'too_many')
  })

  test('names keeps them as they were typed, tidied', async () => {
    const viewer = await viewerOf(db, (await memberWithPassword(db, 'bud')).id)
    await editNames(db, viewer, { firstName: ' Anna  Maria ', lastName: 'de la Cruz' }, noon)
    expect(await findUser(db.read, viewer.id)).toMatchObject({
      firstName: 'Anna Maria',
      lastName: 'de la Cruz',
    })
    await mistake(editNames(db, viewer, { firstName: '', lastName: 'x'.repeat(51) }, noon), 'invalid')
  })

  test('the address is confirmed at the new one and told to the old one', async () => {
    const viewer = await viewerOf(db, (await memberWithPassword(db, 'bea')).id)
    const ask = (email: string, password = goodPassword) =>
      askToChangeEmail({ db }, viewer, { email, password }, noon)
    await mistake(ask('bea@gmail.com'), 'invalid')
    await mistake(ask('bea@ku.dk', 'wrong'), 'invalid')
    await ask('bea@ku.dk')
    expect((await findUser(db.read, viewer.id))?.email).toBe('bea@uni.example')
    const link = await linkTo(db, 'bea@ku.dk', 'change_email')
    await mistake(changeEmail(db, link, browser, noon + 61 * minute), 'not_found')
    await changeEmail(db, link, browser, noon)
    expect(await findUser(db.read, viewer.id)).toMatchObject({ email: 'bea@ku.dk', country: 'DK' })
    expect(await mailKindsTo(db, 'bea@uni.example')).toEqual(['email_changed'])
    await mistake(changeEmail(db, link, browser, noon), 'not_found')
  })

  test('the address to a taken one tells only its owner', async () => {
    const viewer = await viewerOf(db, (await memberWithPassword(db, 'bill')).id)
    await memberWithPassword(db, 'owner', { email: 'owner@ku.dk' })
    await askToChangeEmail({ db }, viewer, { email: 'owner@ku.dk', password: goodPassword }, noon)
    expect(await mailKindsTo(db, 'owner@ku.dk')).toEqual(['already_registered'])
  })
})

describe('sessions', () => {
  test('are ended one by one or all but this one, and only by their person', async () => {
    const { id } = await memberWithPassword(db, 'cleo')
    const [first, second, third] = [await viewerOf(db, id), await viewerOf(db, id), await viewerOf(db, id)]
    const stranger = await viewerOf(db, (await memberWithPassword(db, 'cyd')).id)
    await mistake(endSessionOf(db, stranger, second.session.id, noon), 'not_found')
    await endSessionOf(db, first, second.session.id, noon)
    expect(await endOtherSessions(db, first, noon)).toBe(1)
    expect((await listSessionsOf(db.read, id)).map(each => each.id)).toEqual([first.session.id])
    expect(third.session.id).not.toBe(first.session.id)
  })

  test('that are remembered change their secret twice a day; a copied old secret ends them', async () => {
    const { id } = await memberWithPassword(db, 'carl')
    const old = await db.write(tx => startSession(tx, id, browser, true, noon))
    const later = noon + 13 * hour
    const [one, two] = await Promise.all([admit(db, old, later), admit(db, old, later)])
    expect([one?.renewed, two?.renewed].filter(Boolean)).toHaveLength(1)
    const renewed = (one?.renewed ?? two?.renewed)!
    expect((await admit(db, old, later + 30_000))?.viewer.id).toBe(id) // a request that was on its way
    expect((await admit(db, renewed, later + hour))?.viewer.id).toBe(id)
    expect(await admit(db, old, later + hour)).toBeUndefined() // the thief, or the owner after the thief
    expect(await admit(db, renewed, later + hour)).toBeUndefined()
    expect((await listAudit(db.read, 1))[0]!.action).toBe('session_stolen')
  })

  test('that are remembered last 30 days, others 12 hours', async () => {
    const { id } = await memberWithPassword(db, 'cora')
    const start = (remember: boolean) => db.write(tx => startSession(tx, id, browser, remember, noon))
    const [short, long] = [await start(false), await start(true)]
    const day = 24 * hour
    expect(await findViewer(db.read, short, noon + 12 * hour)).toBeUndefined()
    expect((await findViewer(db.read, long, noon + 29 * day))?.id).toBe(id)
    expect(await findViewer(db.read, long, noon + 30 * day)).toBeUndefined()
  })
})

describe('asking for an account', () => {
  const plea = {
    firstName: 'Dana',
    lastName: 'Doe',
    email: 'Dana@gmail.com',
    institution: 'A small lab',
    message: 'I analyse beam time data at home.',
  }

  async function administrator(name: string) {
    const user = await memberWithPassword(db, name)
    await db.write(tx => grantRole(tx, user.id, 'superuser'))
    return await viewerOf(db, user.id)
  }

  test('tells the administrators; approved, the person chooses a password and is in', async () => {
    const admin = await administrator('root')
    const secret = await requestAccount(db, plea, browser, noon)
    expect(await getRequest(db.read, secret)).toMatchObject({ state: 'waiting', email: 'dana@gmail.com' })
    expect(await mailKindsTo(db, admin.user.email)).toEqual(['account_requested'])
    const again = await requestAccount(db, plea, browser, noon)
    expect(await mailKindsTo(db, 'dana@gmail.com')).toEqual(['request_received'])
    const { id } = (await findAccountRequestByHash(db.read, hashSecret(secret)))!
    await decideRequest(db, admin, id, { state: 'approved', answer: '' }, noon)
    expect((await getRequest(db.read, again)).state).toBe('approved')
    await mistake(decideRequest(db, admin, id, { state: 'refused', answer: '' }, noon), 'not_found')
    await confirm(db, await linkTo(db, 'dana@gmail.com', 'request_approved'), goodPassword, browser, noon)
    expect((await enter('dana@gmail.com', goodPassword)).outcome).toBe('session')
  })

  test('refused, the person reads why', async () => {
    const admin = await administrator('root2')
    const secret = await requestAccount(db, { ...plea, email: 'dave@gmail.com' }, browser, noon)
    const [request] = await listAccountRequests(db.read)
    await decideRequest(db, admin, request!.id, { state: 'refused', answer: 'Ask your lab.' }, noon)
    expect(await getRequest(db.read, secret)).toMatchObject({ state: 'refused', answer: 'Ask your lab.' })
    expect(await mailKindsTo(db, 'dave@gmail.com')).toEqual(['request_received', 'request_refused'])
    await mistake(getRequest(db.read, 'guessed'), 'not_found')
  })

  test('the last administrator stays; a change of roles signs the person out', async () => {
    const admins = (await Promise.all(
      ['root', 'root2'].map(name => findUserByEmail(db.read, `${name}@uni.example`)),
    )) as {
      id: number
    }[]
    const [first, second] = await Promise.all(admins.map(({ id }) => viewerOf(db, id)))
    await setRole(db, first!, second!.id, { role: 'superuser', isHeld: false }, noon)
    expect(await listSessionsOf(db.read, second!.id)).toEqual([])
    await mistake(setRole(db, first!, first!.id, { role: 'superuser', isHeld: false }, noon), 'conflict')
    await mistake(disableUser(db, first!, first!.id, noon), 'conflict')
    await disableUser(db, first!, second!.id, noon)
    await mistake(enter('root2@uni.example', goodPassword), 'invalid')
    await enableUser(db, first!, second!.id, noon)
    expect((await enter('root2@uni.example', goodPassword)).outcome).toBe('session')
    expect(await findBrokenAudit(db.read)).toBeUndefined()
  })
})

describe('leaving', () => {
  const canary = 'canary.bird@ku.dk'

  async function person(email: string, name: string) {
    const user = await memberWithPassword(db, name, { email })
    const { study, analysis } = await db.write(async tx => {
      const study = await studyOf(tx, user)
      return { study, analysis: await analysisOf(tx, study, 'Failed one', { state: 'failed' }) }
    })
    const put = (path: string, text: string) => {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    put(join(files.study(user.id, study.id), 'curve.dat'), '0.01 1 0.1')
    put(join(files.study(user.id, study.id), 'library/m00001.pdb'), 'ATOM')
    put(join(files.failed(analysis.id), 'report.json'), '{}')
    return { user, study, analysis }
  }

  test('everything can be taken along, as a zip of JSON and files without secrets', async () => {
    const { user, study, analysis } = await person('eve@ku.dk', 'eve')
    const viewer = await viewerOf(db, user.id)
    const zip = await Bun.readableStreamToBytes(await exportAccount({ db: db.read, files }, viewer, noon))
    const entries = await unzip(zip)
    expect([...entries.keys()].sort()).toEqual(
      [
        'account.json',
        `failedAnalyses/${analysis.id}/report.json`,
        `studies/study${study.id}/curve.dat`,
        `studies/study${study.id}/library/m00001.pdb`,
      ].sort(),
    )
    const json = entries.get('account.json')!
    const facts = JSON.parse(json) as Record<string, unknown[]>
    expect(facts.account).toMatchObject({ email: 'eve@ku.dk' })
    expect([facts.studies!.length, facts.analyses!.length, facts.sessions!.length]).toEqual([1, 1, 1])
    expect(json).not.toMatch(/argon2|tokenHash|[0-9a-f]{64}/)
  })

  test('takes the typed address and the password, and then every trace goes but the number in the audit', async () => {
    const { user, analysis } = await person(canary, 'canary')
    await askForReset(db, canary, browser, noon)
    await linkTo(db, canary, 'reset')
    await mistake(enter(canary, 'wrong'), 'invalid')
    await requestAccount(
      db,
      {
        firstName: 'Tweety',
        lastName: 'Bird',
        email: canary,
        institution: 'x',
        message: 'Please let me in.',
      },
      browser,
      noon,
    )
    const outbox = outboxOf(house.config.logs)
    const mailer = openMailer({ from: 'bioce@localhost', smtpUrl: undefined, outbox })
    const mail = { subject: 'Hello', text: 'Words', html: '<p>Words</p>', messageId: '<1@localhost>' }
    await mailer.send({ ...mail, to: canary })
    await mailer.send({ ...mail, to: 'other@ku.dk', messageId: '<2@localhost>' })
    const viewer = await viewerOf(db, user.id)
    const leave = (typed: string, password = goodPassword) =>
      deleteAccount(house, viewer, { typed, password }, browser, noon)
    await mistake(leave('other@ku.dk'), 'invalid')
    await mistake(leave(canary, 'wrong'), 'invalid')
    await leave(canary.toUpperCase())
    expect(await findUser(db.read, user.id)).toBeUndefined()
    expect(existsSync(files.user(user.id))).toBe(false)
    expect(existsSync(files.failed(analysis.id))).toBe(false)
    expect((await listAudit(db.read, 1))[0]).toMatchObject({ action: 'account_deleted', actorId: user.id })
    expect((await readOutbox(outbox, 10)).map(each => each.to)).toEqual(['other@ku.dk'])
    expect(readdirSync(outbox)).toHaveLength(2)
    if (isOnServer(db.path)) return // what a server leaves in its files is its administrator's care
    const client = new Sqlite(db.path)
    client.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    client.close()
    for (const name of readdirSync(dirname(db.path)))
      expect(readFileSync(join(dirname(db.path), name)).includes(canary)).toBe(false)
  })

  test('the only administrator cannot leave', async () => {
    const admin = await viewerOf(db, (await findUserByEmail(db.read, 'root@uni.example'))!.id)
    const typed = admin.user.email
    const other = (await findUserByEmail(db.read, 'root2@uni.example'))!
    expect(await listRolesOf(db.read, other.id)).toEqual(['user'])
    await mistake(deleteAccount(house, admin, { typed, password: goodPassword }, browser, noon), 'conflict')
  })
})
