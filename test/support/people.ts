import { insertAnalysis } from '#db/analyses.ts'
import type { Tx } from '#db/index.ts'
import { grantRole } from '#db/roles.ts'
import type { Analysis, DraftDetails, Study, User } from '#db/schema.ts'
import { insertStudy } from '#db/studies.ts'
import { insertUser } from '#db/users.ts'

/** When the little world of the tests begins: 1 January 2026, noon. */
export const noon = Date.UTC(2026, 0, 1, 12)

/** A confirmed member called by their first name: `member(tx, 'ada')` is ada@uni.example. */
export async function member(tx: Tx, name: string, facts: Partial<User> = {}): Promise<User> {
  const user = await insertUser(tx, {
    email: `${name}@uni.example`,
    firstName: name[0]!.toUpperCase() + name.slice(1),
    lastName: 'Example',
    confirmedAt: noon,
    createdAt: noon,
    updatedAt: noon,
    ...facts,
  })
  await grantRole(tx, user.id, 'user')
  return user
}

/** A guest of a week. */
export async function guestOf(tx: Tx, name: string, facts: Partial<User> = {}): Promise<User> {
  return await insertUser(tx, {
    email: `${name}@guests.invalid`,
    firstName: 'Guest',
    lastName: '',
    guestUntil: noon + 7 * 86_400_000,
    createdAt: noon,
    updatedAt: noon,
    ...facts,
  })
}

export async function studyOf(tx: Tx, user: User, name = 'Lysozyme', facts: Partial<Study> = {}) {
  return await insertStudy(tx, {
    userId: user.id,
    name,
    details: { points: 10, models: 5, skipVariational: false },
    bytes: 1000,
    createdAt: noon,
    ...facts,
  })
}

export async function analysisOf(tx: Tx, study: Study, name = 'First try', facts: Partial<Analysis> = {}) {
  return await insertAnalysis(tx, {
    studyId: study.id,
    userId: study.userId,
    name,
    parameters: { seed: 1 },
    createdAt: noon,
    ...facts,
  })
}

/** Of a draft that holds a curve alone. */
export const detailsOfCurve: DraftDetails = {
  ...{ unit: 'guess', skipVariational: false },
  files: { curve: { path: '1-curve', name: 'a.dat', bytes: 3 }, library: null, profiles: null },
}
