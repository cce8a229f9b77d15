import { describe, expect, test } from 'bun:test'
import { resendConfirmation } from '#src/accounts/confirm.ts'
import { register } from '#src/accounts/register.ts'
import { askForReset } from '#src/accounts/resetPassword.ts'
import { signIn } from '#src/accounts/signIn.ts'
import { goodPassword, memberWithPassword, mistake, openAccounts } from '../support/accounts.ts'
import { noon } from '../support/people.ts'
import { compare, timeInTurns } from '../support/statistics.ts'

/** CPU times compared by statistics, which takes thousands of password hashes: `npm run test:security`. */

const house = openAccounts()
const { db } = house
const minute = 60_000
const wrong = (email: string) => ({ email, password: 'this is not the password', remember: false })

describe('known and unknown addresses take the same time', () => {
  const samples = 200
  const nowhere = { address: null, agent: null }
  /** A day for each try that has not been yet, so that none waits for another: limits remember the last one. */
  const dayOf = (index: number) => noon + (index + 1) * 25 * 60 * minute
  let daysUsed = 0

  /** One pair of samples in a hundred differs by chance: then it is measured once more. */
  async function expectAlike(sides: ((index: number) => Promise<unknown>)[], again = true): Promise<void> {
    const from = daysUsed
    daysUsed += samples
    const [known, ...others] = await timeInTurns(
      samples,
      sides.map(side => (index: number) => side(from + index)),
    )
    const found = others.map(other => compare(other, known!))
    const isAlike = found.every(({ ratio, p }) => Math.abs(ratio - 1) < 0.05 && p > 0.01)
    if (!isAlike && again) return await expectAlike(sides, false)
    expect(found.filter(({ ratio, p }) => Math.abs(ratio - 1) >= 0.05 || p <= 0.01)).toEqual([])
  }

  test(`${samples} samples a side: medians within 5 %, no difference that a test would find`, async () => {
    await memberWithPassword(db, 'tess')
    await memberWithPassword(db, 'tina', { disabledAt: noon })
    await memberWithPassword(db, 'tom', { confirmedAt: null })
    const refuse = (name: string) => (index: number) =>
      mistake(signIn(house, wrong(`${name}@uni.example`), nowhere, dayOf(index)), 'invalid')
    await timeInTurns(10, [refuse('warm'), refuse('up')])
    await expectAlike(['unknown', 'tess', 'tina', 'tom'].map(refuse))
  }, 180_000)

  test('in registering, where an account is made or its owner is told', async () => {
    const facts = { firstName: 'Ada', lastName: 'Lovelace', password: goodPassword }
    const { email } = await memberWithPassword(db, 'taken', { email: 'taken@ku.dk' })
    const known = (index: number) => register(db, { ...facts, email }, nowhere, dayOf(index))
    const fresh = (index: number) =>
      register(db, { ...facts, email: `new${index}@ku.dk` }, nowhere, dayOf(index))
    await known(0)
    const [ofKnown, ofFresh] = await timeInTurns(samples, [known, fresh])
    expect(Math.abs(compare(ofKnown!, ofFresh!).ratio - 1)).toBeLessThan(0.05)
  }, 120_000)

  test('in asking for a new password or a new confirmation', async () => {
    const { email } = await memberWithPassword(db, 'ron')
    const reset = (address: string) => (index: number) => askForReset(db, address, nowhere, dayOf(index))
    await expectAlike([reset('nobody@uni.example'), reset(email)])
    await memberWithPassword(db, 'rosa', { confirmedAt: null })
    const resend = (address: string) => (index: number) =>
      resendConfirmation(db, address, nowhere, dayOf(index))
    await expectAlike([resend('no@uni.example'), resend(email), resend('rosa@uni.example')])
  }, 120_000)
})
