import { expect, test } from 'bun:test'
import { faultOfPersonName, storableName } from '#src/accounts/person.ts'

test.each([
  ['Ada', 'Ada'],
  ['  Ada \n Maria ', 'Ada Maria'],
  ['Ada\u0007 <b>', 'Ada b'],
  ['\u202eadA', 'adA'],
  ['<>', ''],
  ['🧪'.repeat(60), '🧪'.repeat(50)],
])('of the name %j that a directory gives, %j is stored', (given, stored) => {
  expect(storableName(given)).toBe(stored)
  if (stored !== '') expect(faultOfPersonName(stored)).toBeUndefined()
})
