import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { decodeBase32IgnorePadding } from '@oslojs/encoding'
import { generateHOTP } from '@oslojs/otp'
import type { Browser, Page } from 'playwright-core'
import yauzl from 'yauzl'
import { closePages, openBrowser } from '../support/browser.ts'
import { openPostbox, type Postbox } from '../support/postbox.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { because, long, unlessLong } from '../support/skips.ts'
import { setUpAdministrator, watchForTrouble } from './world.ts'

/** The life of an account, told twice: with JavaScript, and without. Every mail goes through a real mail server. */
let server: TestServer
let browser: Browser
let postbox: Postbox

beforeAll(async () => {
  postbox = await openPostbox()
  ;[server, browser] = await Promise.all([
    startServer({ env: { BIOCE_SMTP_URL: postbox.url } }),
    openBrowser(),
  ])
  const page = await browser.newPage()
  await setUpAdministrator(page, server)
  await page.close()
}, 240_000)

afterAll(async () => {
  await closePages()
  await server?.stop()
  await postbox?.close()
}, 240_000)

const first = 'quiet harbour lantern'
const second = 'winter orchard telescope'
const third = 'seven amber kettles singing'

/** What a person does: fills in the form of this button, and presses it. */
async function submit(page: Page, button: string, fields: Record<string, string> = {}): Promise<void> {
  const form = page.locator('main form', { has: page.getByRole('button', { name: button, exact: true }) })
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name=${name}]`).fill(value)
  await form.getByRole('button', { name: button, exact: true }).click()
}

const shows = async (page: Page, text: string | RegExp) => {
  await page.getByText(text).first().waitFor()
}

const signIn = async (page: Page, email: string, password: string) => {
  await page.goto(`${server.origin}/sign-in`)
  await submit(page, 'Sign in', { email, password })
}

async function signOut(page: Page): Promise<void> {
  await page.locator('.account-button').click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
}

const codeIn = (secret: string, steps: number) =>
  generateHOTP(decodeBase32IgnorePadding(secret), BigInt(Math.floor(Date.now() / 30_000) + steps), 6)

function lifeOfAccount(javaScriptEnabled: boolean, email: string) {
  let page: Page
  let trouble: string[]
  let recoveryCodes: string[] = []

  beforeAll(async () => {
    const context = await browser.newContext({ javaScriptEnabled, acceptDownloads: true })
    // The first visit's tour, which covers the page, has a test of its own.
    await context.addInitScript("localStorage.setItem('toured', 'before')")
    page = await context.newPage()
    trouble = watchForTrouble(page, server.origin)
  }, 240_000)
  afterAll(async () => {
    await page?.context().close()
  })

  test('is opened, confirmed by mail and signed in to', async () => {
    await page.goto(`${server.origin}/register`)
    const person = { firstName: 'Ada', lastName: 'Lovelace', password: first }
    await submit(page, 'Open the account', { ...person, email: 'ada@gmail.com' })
    await shows(page, 'Ask for an account instead')
    await submit(page, 'Try another address', { ...person, email })
    await shows(page, 'Check your mail')
    const mail = await postbox.next(email)
    expect(mail.subject).toBe('Confirm your e-mail address')
    expect([mail.headers.get('auto-submitted'), mail.html ? 'HTML' : 'none']).toEqual([
      'auto-generated',
      'HTML',
    ])
    await signIn(page, email, first)
    await shows(page, /or the password is wrong/)
    await page.goto(mail.link)
    await submit(page, 'Confirm the address')
    await shows(page, 'Your address is confirmed')
    await signIn(page, email, first)
    await page.waitForURL(`${server.origin}/studies`)
  }, 240_000)

  test('gets a new password by mail when the old one is forgotten', async () => {
    await page.goto(`${server.origin}/account`)
    await signOut(page)
    await page.goBack() // nothing of the account is left in the browser
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await page.goto(`${server.origin}/sign-in`)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await submit(page, 'Send the link', { email })
    await shows(page, 'Check your mail')
    await page.goto((await postbox.next(email)).link)
    await submit(page, 'Save the password', { password: second })
    await shows(page, 'every session is ended')
    expect((await postbox.next(email)).subject).toBe('Your password was changed')
    await signIn(page, email, second)
    await page.waitForURL(`${server.origin}/studies`)
  }, 240_000)

  test('changes its password, name and address', async () => {
    await page.goto(`${server.origin}/account/password`)
    await submit(page, 'Change the password', { password: second, newPassword: 'short' }).catch(() => {})
    await page.goto(`${server.origin}/account/password`)
    await submit(page, 'Change the password', { password: second, newPassword: third })
    await shows(page, 'Your password is changed')
    expect((await postbox.next(email)).subject).toBe('Your password was changed')
    await submit(page, 'Save the name', { firstName: 'Augusta', lastName: 'King' })
    await shows(page, 'Your details are saved')
    await page.goto(`${server.origin}/account/email`)
    await submit(page, 'Send the link', { email: `new.${email}`, password: third })
    await page.goto((await postbox.next(`new.${email}`)).link)
    await submit(page, 'Use this address')
    await shows(page, 'Your address is changed')
    expect((await postbox.next(email)).text).toContain(`new.${email}`)
  }, 240_000)

  test('adds an authenticator app, and is asked for its code from then on', async () => {
    await page.goto(`${server.origin}/account/factors/app`)
    const secret = (await page.locator('details code').textContent())!.replaceAll(' ', '')
    await submit(page, 'Add the app', { code: codeIn(secret, 0) })
    await shows(page, 'Save them now')
    recoveryCodes = await page.locator('.codes code').allTextContents()
    expect(recoveryCodes).toHaveLength(10)
    await signOut(page)
    await signIn(page, `new.${email}`, third)
    await shows(page, 'Enter your second factor')
    await submit(page, 'Sign in', { code: '000000' })
    await shows(page, 'This code is wrong')
    await submit(page, 'Sign in', { code: codeIn(secret, 1) })
    await page.waitForURL(`${server.origin}/studies`)
    await signOut(page)
    await signIn(page, `new.${email}`, third)
    await submit(page, 'Sign in', { code: recoveryCodes[0]! })
    await page.waitForURL(`${server.origin}/studies`)
  }, 240_000)

  test.skipIf(!javaScriptEnabled)(
    `adds a passkey and signs in with nothing else${javaScriptEnabled ? '' : because('passkeys need JavaScript')}`,
    async () => {
      const device = await page.context().newCDPSession(page)
      await device.send('WebAuthn.enable')
      await device.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      })
      await page.goto(`${server.origin}/account/factors`)
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await shows(page, 'Your second factor is on')
      await signOut(page)
      await page.goto(`${server.origin}/sign-in`)
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await page.waitForURL(`${server.origin}/studies`)
    },
    240_000,
  )

  test('sees where it is signed in, and ends the rest', async () => {
    const other = await browser.newContext({ userAgent: 'Mozilla/5.0 (iPhone) Safari' })
    const phone = await other.newPage()
    await signIn(phone, `new.${email}`, third)
    await submit(phone, 'Sign in', { code: recoveryCodes[1]! })
    await phone.waitForURL(`${server.origin}/studies`)
    await page.goto(`${server.origin}/account/sessions`)
    await shows(page, 'Safari on iOS')
    await submit(page, 'End all other sessions')
    await shows(page, 'You are signed in nowhere else')
    await phone.reload()
    await phone.waitForURL(/\/sign-in/)
    await other.close()
  }, 240_000)

  test('takes everything along, and leaves', async () => {
    await page.goto(`${server.origin}/account/deletion`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the archive' }).click(),
    ])
    const archive = await yauzl.openPromise(await download.path())
    expect(archive.entryCount).toBe(1)
    archive.close()
    await submit(page, 'Delete my account', { email: `new.${email}`, password: third })
    await shows(page, 'all its data are deleted')
    await signIn(page, `new.${email}`, third)
    await shows(page, /or the password is wrong/)
    expect(trouble).toEqual([])
  }, 240_000)
}

describe('an account, with JavaScript', () => lifeOfAccount(true, 'ada@bio.ku.dk'))
describe.skipIf(!long)(`an account, with JavaScript off${unlessLong}`, () =>
  lifeOfAccount(false, 'bea@bio.ku.dk'),
)

test('a person with an unknown address asks, and an administrator lets them in', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${server.origin}/register`)
  const person = { firstName: 'Cora', lastName: 'Small', email: 'cora@gmail.com', password: first }
  await submit(page, 'Open the account', person)
  await submit(page, 'Ask for an account', { message: 'I analyse beam time data at home.' })
  await shows(page, 'Waiting')
  const status = page.url()
  expect((await postbox.next('cora@gmail.com')).subject).toBe('We have received your request')
  const admin = await browser.newPage()
  await signIn(admin, 'ada@example.org', 'correct horse battery staple')
  await admin.waitForURL(`${server.origin}/studies`)
  await admin.goto((await postbox.next('ada@example.org')).link)
  await submit(admin, 'Approve the request')
  await shows(admin, 'No open requests')
  await page.goto(status)
  await shows(page, 'Approved')
  await page.goto((await postbox.next('cora@gmail.com')).link)
  await submit(page, 'Confirm the address', { password: first })
  await signIn(page, 'cora@gmail.com', first)
  await page.waitForURL(`${server.origin}/studies`)
  await context.close()
}, 240_000)
