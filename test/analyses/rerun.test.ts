import { expect, test } from 'bun:test'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setAnalysisState } from '#db/analyses.ts'
import { findJobByKey } from '#db/jobs.ts'
import { findStudyOf } from '#db/studies.ts'
import { rerunAnalysis } from '#src/analyses/rerun.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { makeExampleStudy } from '#src/studies/example.ts'
import { mistake, openAccounts } from '../support/accounts.ts'
import { member, noon } from '../support/people.ts'

test('an analysis that failed runs again at one click, as it was, under the next number; two clicks are one', async () => {
  const house = openAccounts()
  const { db, files } = house
  const [ada, bob] = await db.write(async tx => [await member(tx, 'ada'), await member(tx, 'bob')] as const)
  const first = await makeExampleStudy(house, ada, noon)
  await db.write(tx => setAnalysisState(tx, first.id, 'failed', { reason: 'timeout', finishedAt: noon }))
  const again = () => rerunAnalysis(house, ada, first.id, noon)
  const [second, same] = [await again(), await again()]
  expect(same.id).toBe(second.id)
  const { parameters, method, studyId } = first
  expect(second).toMatchObject({ name: 'First look 2', state: 'waiting', parameters, method, studyId })
  expect(await findJobByKey(db.read, `analysis:${second.id}`)).toMatchObject({ state: 'waiting' })
  expect(existsSync(join(files.analysis(ada.id, studyId, second.id), 'params.json'))).toBe(true)
  expect((await rerunAnalysis(house, ada, second.id, noon)).name).toBe('First look 3')
  const energies = join(house.folder, 'energies')
  writeFileSync(energies, '1\n'.repeat(20))
  const study = (await findStudyOf(db.read, ada.id, studyId))!
  const extras = { energies: { path: energies, name: 'energies.txt' } }
  const facts = { name: 'With energies', submitKey: 'k', parameters: parseParameters({}), extras }
  const with1 = await submitAnalysis(house, ada, study, facts, noon)
  const with2 = await rerunAnalysis(house, ada, with1.id, noon)
  expect(with2.parameters).toEqual(with1.parameters)
  const input = join(files.analysis(ada.id, studyId, with2.id), 'input/energies.txt')
  expect(readFileSync(input, 'utf8')).toBe('1\n'.repeat(20))
  await mistake(rerunAnalysis(house, bob, first.id, noon), 'not_found')
  db.close()
})
