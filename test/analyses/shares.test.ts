import { expect, test } from 'bun:test'
import { setAnalysisState } from '#db/analyses.ts'
import { countUse, forgetOpened, listSharedWith } from '#src/analyses/openedShares.ts'
import {
  getShareable,
  hasFiles,
  listSharedResults,
  listShares,
  makeShare,
  openShare,
  type SharedPart,
  sharedPartsOfStudy,
  takeOver,
  withdrawShare,
} from '#src/analyses/shares.ts'
import { dayMs } from '#src/durations.ts'
import { mistake, openAccounts, viewerOf } from '../support/accounts.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

/** The rules of links, without pages: whose they are, what they lead to, and for how long. */
const house = openAccounts()
const { db } = house
const { ada, bob, study, done, running, elsewhere } = await db.write(async tx => {
  const [ada, bob] = [await member(tx, 'ada'), await member(tx, 'bob')]
  const study = await studyOf(tx, ada)
  const [done, running] = [await analysisOf(tx, study, 'Done'), await analysisOf(tx, study, 'Running')]
  const elsewhere = await analysisOf(tx, await studyOf(tx, ada, 'Another'), 'Elsewhere')
  for (const { id } of [done, elsewhere]) await setAnalysisState(tx, id, 'done', { finishedAt: noon })
  await setAnalysisState(tx, running.id, 'running', { startedAt: noon })
  return { ada, bob, study, done, running, elsewhere }
})
const ofStudy = { study: study.id }
const ofResult = { analysis: done.id }
const wanted = (shows: SharedPart = 'page', days = 30) => ({ name: 'Referees', shows, days })
const open = (address: string, now = noon, readerId: number | null = null) =>
  openShare(db.read, address, readerId, now)

test('a link leads to the result it was made for, until it ends or is withdrawn', async () => {
  const secret = await makeShare(db, ada.id, ofResult, wanted('blinded', 7), noon)
  expect(await open(secret)).toMatchObject({
    shows: 'blinded',
    analysis: { id: done.id },
    owner: { id: ada.id },
  })
  expect(await open(secret, noon + 7 * dayMs - 1)).toBeDefined()
  expect(await open(secret, noon + 7 * dayMs)).toBeUndefined()
  const [made] = await listShares(db.read, ada.id, noon, ofResult)
  expect(made).toMatchObject({ name: 'Referees', shows: 'blinded', uses: 0, usedAt: null })
  await mistake(withdrawShare(db, bob.id, made!.id, noon), 'not_found')
  await withdrawShare(db, ada.id, made!.id, noon)
  expect(await open(secret)).toBeUndefined()
  await mistake(withdrawShare(db, ada.id, made!.id, noon), 'not_found')
})

test('only its owner makes a link, and only to a result that is there', async () => {
  for (const [user, what] of [
    [bob, ofResult],
    [bob, ofStudy],
    [ada, { analysis: running.id }],
  ] as const)
    await mistake(makeShare(db, user.id, what, wanted(), noon), 'not_found')
  await mistake(getShareable(db.read, ada.id, running.id), 'not_found')
  expect((await getShareable(db.read, ada.id, done.id)).id).toBe(done.id)
  for (const days of [0, 366, 1.5])
    expect(
      (await mistake(makeShare(db, ada.id, ofResult, wanted('page', days), noon), 'invalid')).fields,
    ).toHaveProperty('shareDays')
})

test('a link to a study leads to its results that are done, and to no other', async () => {
  const secret = await makeShare(db, ada.id, ofStudy, wanted('files'), noon)
  const shared = (await open(secret))!
  expect(shared).toMatchObject({ shows: 'files', study: { id: study.id } })
  expect((await listSharedResults(db.read, shared)).map(({ id }) => id)).toEqual([done.id])
  expect(await open(`${secret}.${done.id}`)).toMatchObject({ analysis: { id: done.id } })
  for (const id of [running.id, elsewhere.id, 0]) expect(await open(`${secret}.${id}`)).toBeUndefined()
  const single = await makeShare(db, ada.id, ofResult, wanted(), noon)
  expect(await open(`${single}.${done.id}`)).toBeUndefined()
})

test('a reader with an account finds a link again under an address of their own', async () => {
  const shared = (await open(await makeShare(db, ada.id, ofStudy, wanted(), noon)))!
  const [viewer, owner] = [await viewerOf(db, bob.id), await viewerOf(db, ada.id)]
  for (const each of [viewer, viewer, owner, null]) await countUse(db, shared, each, noon + 5)
  const [found, ...others] = await listSharedWith(db.read, bob.id, noon + 9)
  expect(others).toEqual([])
  expect(found).toMatchObject({ shared: { shows: 'page', study: { id: study.id } } })
  expect(await listSharedWith(db.read, ada.id, noon + 9)).toEqual([])
  const used = (await listShares(db.read, ada.id, noon)).find(({ id }) => id === shared.token.id)
  expect(used).toMatchObject({ uses: 4, usedAt: new Date(noon + 5) })
  expect(await open(found!.address, noon, bob.id)).toMatchObject({ study: { id: study.id } })
  for (const reader of [ada.id, null]) expect(await open(found!.address, noon, reader)).toBeUndefined()
  await mistake(forgetOpened(db, ada.id, found!.id), 'not_found')
  await forgetOpened(db, bob.id, found!.id)
  expect(await listSharedWith(db.read, bob.id, noon + 9)).toEqual([])
})

test('there are twenty links to one thing at most', async () => {
  for (let n = (await listShares(db.read, ada.id, noon, ofResult)).length; n < 20; n++)
    await makeShare(db, ada.id, ofResult, wanted(), noon)
  const { message } = await mistake(makeShare(db, ada.id, ofResult, wanted(), noon), 'conflict')
  expect(message).toContain('20 links')
  await makeShare(db, ada.id, ofResult, wanted(), noon + 31 * dayMs)
})

test('a study is taken over by a link made for it alone, and never by its owner', async () => {
  expect(sharedPartsOfStudy.filter(hasFiles)).toEqual(['files', 'handOver'])
  const plain = (await open(await makeShare(db, ada.id, ofStudy, wanted('files'), noon)))!
  await mistake(takeOver(house, plain, bob, noon), 'not_found')
  const handed = (await open(await makeShare(db, ada.id, ofStudy, wanted('handOver'), noon)))!
  await mistake(takeOver(house, handed, ada, noon), 'conflict')
})
