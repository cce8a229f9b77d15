import { expect, test } from 'bun:test'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { listAudit } from '#db/audit.ts'
import { examine } from '#src/admin/doctor/examine.ts'
import { gatherFacts } from '#src/admin/doctor/gatherFacts.ts'
import { keyOf, repairFound } from '#src/admin/doctor/repairs.ts'
import { memberWithPassword, mistake, openAccounts, viewerOf } from '../support/accounts.ts'
import { noon } from '../support/people.ts'

test('what the doctor finds is repaired by its button and written down; nothing else can be asked of it', async () => {
  const house = openAccounts()
  const { db, config } = house
  const administrator = await viewerOf(db, (await memberWithPassword(db, 'ada')).id)
  for (const folder of [config.databaseFolder, config.userData, config.failedAnalyses, config.logs])
    mkdirSync(folder, { recursive: true })
  const stray = join(config.userData, 'user9/study77')
  mkdirSync(stray, { recursive: true })
  const look = async () => examine(await gatherFacts(config, db, noon))
  const ways = async () => (await look()).flatMap(({ repair }) => (repair ? [keyOf(repair)] : []))
  const repair = async (way: string) => repairFound(house, administrator, await look(), way, noon)
  expect(await ways()).toContain('set aside:userData/user9/study77')
  await mistake(repair('set aside:userData/user1'), 'conflict')
  await repair('set aside:userData/user9/study77')
  expect(existsSync(stray)).toBe(false)
  expect(await ways()).not.toContain('set aside:userData/user9/study77')
  const [entry] = await listAudit(db.read, 1)
  expect(entry).toMatchObject({
    actorId: administrator.id,
    action: 'repaired',
    details: { way: 'set aside:userData/user9/study77' },
  })
})
