import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { faultOfPassword } from '#src/accounts/passwordPolicy.ts'
import { countCommon, guessBits } from '#src/accounts/passwordStrength/index.ts'
import { hashPassword, isOutdated, verifyPassword } from '#src/accounts/passwords.ts'

const ada = { personal: ['Ada', 'Lovelace', 'ada.lovelace@ku.dk'] }

describe('a new password', () => {
  test.each([
    'quiet harbour lantern',
    'correct horse battery staple',
    'purple monkey dishwasher',
    'mein hund heisst bello',
    'Zürich ist schön im Mai',
    'lkjdfsoiuwerkjs',
    '正確な馬のバッテリーのホチキス',
    'x7Kq2mZpWv81Tn5',
  ])('may be %p', password => expect(faultOfPassword(password, ada)).toBeUndefined())

  test.each([
    'passwordpassword',
    'password12345678',
    'aaaaaaaaaaaaaaaa',
    'qwertyuiopasdfgh',
    '1234567890123456',
    'abcabcabcabcabcabc',
    'Ada.Lovelace1815',
    'adalovelacelovelace',
    'BioCE SAXS university',
    'letmeinletmeinplease',
    'iloveyouforever1',
    'P@ssw0rdP@ssw0rd1',
  ])('may not be %p', password => expect(faultOfPassword(password, ada)).toContain('easy to guess'))

  test('has 15 characters, or 8 beside a second factor', () => {
    expect(faultOfPassword('quiet harbour!')).toContain('15 characters')
    expect(faultOfPassword('x7Kq2mZp', { hasFactor: true })).toBeUndefined()
    expect(faultOfPassword('x7Kq2mZ', { hasFactor: true })).toContain('8 characters')
    expect(faultOfPassword('password', { hasFactor: true })).toContain('easy to guess')
  })

  test('may have 64 characters and more, up to 1,024 bytes', () => {
    expect(faultOfPassword('correct horse battery staple '.repeat(30))).toBeUndefined()
    expect(faultOfPassword('ü'.repeat(513))).toContain('1,024 bytes')
  })

  test('needs no kind of character: any random word of 15 letters will do', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz'),
      minLength: 15,
      maxLength: 40,
    })
    const random = letters.filter(word => new Set(word).size > 9)
    fc.assert(
      fc.property(random, word => faultOfPassword(word) === undefined),
      { seed: 5, numRuns: 200 },
    )
  })

  test('is compared with a list of more than 10,000', () => {
    expect(countCommon()).toBeGreaterThan(10_000)
    expect(guessBits('dragon', [])).toBeLessThan(6)
  })
})

describe('a hash', () => {
  test('is argon2id with 19 MiB and 2 passes, and the same for one text in two Unicode forms', async () => {
    const hash = await hashPassword('quiet harbour café')
    expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(await verifyPassword('quiet harbour cafe\u0301', hash)).toBe(true)
    expect(await verifyPassword('quiet harbour cafe', hash)).toBe(false)
  })

  test('is not made for everybody at once: after 32 in the queue the next is asked to come back', async () => {
    const many = Array.from({ length: 40 }, () => verifyPassword('wrong', null))
    const refused = (await Promise.allSettled(many)).filter(each => each.status === 'rejected')
    expect(refused.map(each => (each as PromiseRejectedResult).reason.kind)).toEqual(
      Array(8).fill('unavailable'),
    )
    expect(await verifyPassword('wrong', null)).toBe(false)
  }, 60_000)

  test('made at another cost is made anew at the next sign-in', () => {
    expect(isOutdated('$argon2id$v=19$m=19456,t=2,p=1$abc$def')).toBe(false)
    for (const old of [
      '$argon2id$v=19$m=4096,t=3,p=1$abc$def',
      '$2b$12$abc',
      '$argon2i$v=19$m=19456,t=2,p=1$a$b',
    ])
      expect(isOutdated(old)).toBe(true)
  })

  test('takes the whole password into account', async () => {
    const long = 'quiet harbour lantern '.repeat(20)
    const hash = await hashPassword(`${long}a`)
    expect(await verifyPassword(`${long}a`, hash)).toBe(true)
    expect(await verifyPassword(`${long}b`, hash)).toBe(false)
  })
})
