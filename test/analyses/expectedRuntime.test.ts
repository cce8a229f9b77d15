import { expect, test } from 'bun:test'
import { unitsOf } from '#src/analyses/expectedRuntime.ts'
import { estimateStages } from '#src/analyses/runtimeEstimate.ts'
import { exampleParameters } from '#src/studies/example.ts'
import { recordOf } from '../support/records.ts'

test('what the results of structures took does not delay those of a table of profiles', () => {
  const record = recordOf(Array.from({ length: 500 }, (_, k) => `m${k}`))
  const parameters = exampleParameters()
  const models = record.models.map(model => ({ ...model, atoms: 4154 }))
  const structures = unitsOf({ ...record, models }, parameters)
  const table = unitsOf(
    { ...record, profiles: { path: 'profiles.txt', name: 'profiles.txt', sha256: '', bytes: 1 } },
    parameters,
  )
  // Both as they were on a busy machine.
  const past = { studyId: 1, timings: { results: { units: structures.results, seconds: 116 } } }
  expect(estimateStages(table, 2, [past]).results).toBeWithin(59 / 1.5, 59 * 1.5)
})
