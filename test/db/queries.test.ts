import { afterAll, describe, expect, test } from 'bun:test'
import { decideAccountRequest, insertAccountRequest } from '#db/accountRequests.ts'
import { findAllowedDomain, insertAllowedDomain } from '#db/allowedDomains.ts'
import {
  countAnalysesOf,
  deleteAnalysisOf,
  findAnalysis,
  findAnalysisOf,
  setAnalysisState,
} from '#db/analyses.ts'
import { appendAudit, findBrokenAudit, listAudit } from '#db/audit.ts'
import { advanceFactor, insertFactor, spendRecoveryCode } from '#db/factors.ts'
import { insertMail, markMailRefused, markMailSent } from '#db/mails.ts'
import { findRate, spendRate } from '#db/rateLimits.ts'
import { grantRole, listRolesOf, revokeRole } from '#db/roles.ts'
import type { State } from '#db/schema.ts'
import { serverOf } from '#db/server/url.ts'
import { deleteSessionsOf, findSessionByHash, insertSession, listSessionsOf } from '#db/sessions.ts'
import { findSetting, setSetting } from '#db/settings.ts'
import { countStudiesOf, deleteStudyOf, findStudyOf, listStudiesOf } from '#db/studies.ts'
import { findToken, insertToken, useToken, voidTokensOf } from '#db/tokens.ts'
import { confirmUser, findUser, findUserByEmail, listUsersWithRole, recordSignIn } from '#db/users.ts'
import { freshDatabase, runOutside } from '../support/database.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

const db = freshDatabase()
afterAll(db.close)
const [ada, bob] = await db.write(async tx => [await member(tx, 'ada'), await member(tx, 'bob')])

describe('studies and analyses', () => {
  test("a stranger's study or analysis is simply not found, nor deleted", async () => {
    const [study, analysis] = await db.write(async tx => {
      const study = await studyOf(tx, ada)
      return [study, await analysisOf(tx, study)]
    })
    expect(await findStudyOf(db.read, ada.id, study.id)).toEqual(study)
    expect(await findStudyOf(db.read, bob.id, study.id)).toBeUndefined()
    expect(await findAnalysisOf(db.read, bob.id, analysis.id)).toBeUndefined()
    expect(await db.write(tx => deleteStudyOf(tx, bob.id, study.id))).toBe(false)
    expect(await db.write(tx => deleteAnalysisOf(tx, bob.id, analysis.id))).toBe(false)
  })

  test('deleting a study takes its analyses, gives back room and no lifetime count', async () => {
    const [study] = await listStudiesOf(db.read, ada.id)
    expect(await countStudiesOf(db.read, ada.id)).toEqual({ active: 1, bytes: 1000 })
    expect(await countAnalysesOf(db.read, ada.id)).toEqual({ kept: 1, active: 1 })
    expect(await db.write(tx => deleteStudyOf(tx, ada.id, study!.id))).toBe(true)
    expect(await db.write(tx => deleteStudyOf(tx, ada.id, study!.id))).toBe(false)
    expect(await countAnalysesOf(db.read, ada.id)).toEqual({ kept: 0, active: 0 })
    expect(await findUser(db.read, ada.id)).toMatchObject({ studiesEver: 1, analysesEver: 1 })
  })

  test('an analysis that has ended stays ended', async () => {
    const analysis = await db.write(async tx => analysisOf(tx, await studyOf(tx, bob)))
    const set = (state: 'running' | 'done' | 'failed') =>
      db.write(tx => setAnalysisState(tx, analysis.id, state))
    expect([await set('running'), await set('done'), await set('failed')]).toEqual([true, true, false])
    expect((await findAnalysis(db.read, analysis.id))?.state).toBe('done')
  })

  test('a state outside the list is refused by the database itself', async () => {
    const bad = db.write(async tx =>
      analysisOf(tx, await studyOf(tx, bob, 'Other'), 'Bad', { state: 'lost' as State }),
    )
    const error = await bad.catch((error: Error) => error)
    expect(String((error as Error).cause)).toMatch(/constraint.*analyses_state/i)
  })
})

describe('people', () => {
  test('are found by their address, confirmed once, and their sign-ins written down', async () => {
    const cid = await db.write(tx => member(tx, 'cid', { confirmedAt: null }))
    expect(await db.write(tx => confirmUser(tx, cid.id, noon))).toBe(true)
    expect(await db.write(tx => confirmUser(tx, cid.id, noon))).toBe(false)
    await db.write(tx => recordSignIn(tx, cid, '192.0.2.1', noon))
    const later = await findUserByEmail(db.read, 'cid@uni.example')
    await db.write(tx => recordSignIn(tx, later!, '192.0.2.2', noon + 1))
    expect(await findUserByEmail(db.read, 'cid@uni.example')).toMatchObject({
      signInCount: 2,
      signInAt: noon + 1,
      signInAddress: '192.0.2.2',
      lastSignInAt: noon,
      lastSignInAddress: '192.0.2.1',
    })
  })

  test('hold roles', async () => {
    expect(await db.write(tx => grantRole(tx, ada.id, 'superuser'))).toBe(true)
    expect(await db.write(tx => grantRole(tx, ada.id, 'superuser'))).toBe(true)
    expect(await db.write(tx => grantRole(tx, ada.id, 'emperor'))).toBe(false)
    expect(await listRolesOf(db.read, ada.id)).toEqual(['user', 'superuser'])
    expect((await listUsersWithRole(db.read, 'superuser')).map(user => user.id)).toEqual([ada.id])
    await db.write(tx => revokeRole(tx, ada.id, 'superuser'))
    expect(await listRolesOf(db.read, ada.id)).toEqual(['user'])
  })

  test('have sessions that can be ended, all but this one', async () => {
    const open = (tokenHash: string) =>
      db.write(tx =>
        insertSession(tx, {
          tokenHash,
          userId: ada.id,
          createdAt: noon,
          seenAt: noon,
          expiresAt: noon + 1000,
        }),
      )
    const here = await open('a')
    await open('b')
    expect((await findSessionByHash(db.read, 'b'))?.user.email).toBe('ada@uni.example')
    expect(await db.write(tx => deleteSessionsOf(tx, ada.id, here.id))).toBe(1)
    expect((await listSessionsOf(db.read, ada.id)).map(session => session.id)).toEqual([here.id])
  })
})

describe('tokens', () => {
  const mint = (hash: string) =>
    db.write(tx =>
      insertToken(tx, { purpose: 'reset', hash, userId: ada.id, createdAt: noon, expiresAt: noon + 1000 }),
    )

  test('are spent once, for their purpose, before their end', async () => {
    await mint('h1')
    expect(await findToken(db.read, 'confirm', 'h1', noon)).toBeUndefined()
    expect(await findToken(db.read, 'reset', 'h1', noon + 1000)).toBeUndefined()
    const tries = [1, 2, 3].map(() => db.write(tx => useToken(tx, 'reset', 'h1', noon)))
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
  })

  test('are voided together', async () => {
    await mint('h2')
    await db.write(tx => voidTokensOf(tx, ada.id, 'reset'))
    expect(await findToken(db.read, 'reset', 'h2', noon)).toBeUndefined()
  })
})

test('a mail is sent once', async () => {
  const facts = { kind: 'done', email: 'a@b', facts: {}, messageId: '<1@x>', createdAt: noon }
  const mail = await db.write(tx => insertMail(tx, facts))
  await db.write(tx => markMailRefused(tx, mail.id, '451 later', false))
  expect(await db.write(tx => markMailSent(tx, mail.id, noon))).toBe(true)
  expect(await db.write(tx => markMailSent(tx, mail.id, noon))).toBe(false)
})

test('a setting has its default until it is set', async () => {
  expect(await findSetting(db.read, 'queuePaused')).toBe(false)
  await db.write(tx => setSetting(tx, 'queuePaused', true, noon))
  expect(await findSetting(db.read, 'queuePaused')).toBe(true)
})

describe('the audit trail', () => {
  test('grows, refuses changes, and shows where someone broke it', async () => {
    const note = (action: string) => db.write(tx => appendAudit(tx, { at: noon, actorId: ada.id, action }))
    await note('sign_in')
    await note('role_granted')
    await note('sign_out')
    expect((await listAudit(db.read, 2)).map(row => row.action)).toEqual(['sign_out', 'role_granted'])
    expect(await findBrokenAudit(db.read)).toBeUndefined()
    const change = "UPDATE audit SET action = 'nothing' WHERE id = 2"
    await expect(runOutside(db.path, change)).rejects.toThrow('never changed')
    await expect(runOutside(db.path, 'DELETE FROM audit')).rejects.toThrow('never removed')
    const onAudit = serverOf(db.path) === 'postgres' ? ' ON audit' : ''
    await runOutside(db.path, `DROP TRIGGER audit_keeps${onAudit}; ${change}`)
    expect(await findBrokenAudit(db.read)).toBe(2)
  })

  test('of thousands of entries is checked in turn with other work', async () => {
    const db = freshDatabase()
    await db.write(async tx => {
      for (let entry = 0; entry < 4500; entry++) await appendAudit(tx, { at: noon, action: 'sign_in' })
    })
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    expect(await findBrokenAudit(db.read)).toBeUndefined()
    clearInterval(ticking)
    expect(turns).toBeGreaterThanOrEqual(3)
    db.close()
  })
})

test('a recovery code is spent once, a counter only rises', async () => {
  const make = (kind: 'recovery' | 'totp', secret: string) =>
    db.write(tx => insertFactor(tx, { userId: ada.id, kind, secret, createdAt: noon }))
  await make('recovery', 'code-hash')
  const spend = (userId: number) => db.write(tx => spendRecoveryCode(tx, userId, 'code-hash', noon))
  expect([await spend(bob.id), await spend(ada.id), await spend(ada.id)]).toEqual([false, true, false])
  const totp = await make('totp', 'seed')
  const advance = (step: number) => db.write(tx => advanceFactor(tx, totp.id, step, noon))
  expect([await advance(7), await advance(7), await advance(6), await advance(8)]).toEqual([
    true,
    false,
    false,
    true,
  ])
})

test('points add up in a window and start again after it', async () => {
  const spend = (now: number) => db.write(tx => spendRate(tx, 'sign_in:ada', 1, 1000, now))
  expect((await spend(noon)).points).toBe(1)
  expect(await spend(noon + 999)).toEqual({ key: 'sign_in:ada', points: 2, expiresAt: noon + 1000 } as never)
  expect((await findRate(db.read, 'sign_in:ada', noon + 1000)).points).toBe(0)
  expect((await spend(noon + 1000)).points).toBe(1)
})

test('an account request is decided once', async () => {
  const facts = { email: 'eve@lab.example', firstName: 'Eve', lastName: 'Example', createdAt: noon }
  const { id } = await db.write(tx => insertAccountRequest(tx, facts))
  const decide = (state: 'approved' | 'refused') =>
    db.write(tx => decideAccountRequest(tx, id, { state, decidedBy: ada.id, answer: null }, noon))
  expect((await decide('approved'))?.state).toBe('approved')
  expect(await decide('refused')).toBeUndefined()
})

test('the most particular allowed domain is found', async () => {
  await db.write(async tx => {
    await insertAllowedDomain(tx, { domain: 'lab.example', createdAt: noon })
    await insertAllowedDomain(tx, { domain: 'x.lab.example', createdAt: noon })
  })
  const found = await findAllowedDomain(db.read, [
    'a.x.lab.example',
    'x.lab.example',
    'lab.example',
    'example',
  ])
  expect(found?.domain).toBe('x.lab.example')
})
