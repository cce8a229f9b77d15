import { afterAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { findJob, listJobs } from '#db/jobs.ts'
import { findMail, listMails } from '#db/mails.ts'
import { claim, enqueueMail } from '#db/queue.ts'
import { jobs } from '#db/schema.ts'
import { createMailRunner } from '#jobs/mailRunner.ts'
import { recordOutcome } from '#jobs/recordOutcome.ts'
import { retryJob } from '#src/admin/retryJob.ts'
import type { OutgoingMail } from '#src/mail.ts'
import { freshDatabase } from '../support/database.ts'
import { noon } from '../support/people.ts'

const db = freshDatabase()
afterAll(() => db.close())
const minute = 60_000

/** One attempt at the mail in the outbox, as a worker would make it, at a moment. */
async function attempt(send: (mail: OutgoingMail) => Promise<void>, now: number, sendMs = 1000) {
  const compose = async () => ({ subject: 'Done', text: 'It is done.' })
  const runner = createMailRunner({ mailer: { send }, compose, host: 'bioce.example', sendMs })
  const job = await db.write(tx => claim(tx, { kinds: ['mail'], worker: 'w' }, now))
  if (!job) return undefined
  const outcome = await runner.run({ job, db, now: () => now, signal: new AbortController().signal })
  return await db.write(tx => recordOutcome(tx, runner, job, outcome, now))
}

async function post() {
  await db.write(tx => tx.delete(jobs).then(() => {}))
  await db.write(tx => enqueueMail(tx, { kind: 'analysis_done', email: 'ada@uni.example', facts: {} }, noon))
  const [mail] = await listMails(db.read, 1)
  const [job] = await listJobs(db.read, 1)
  return { mail: () => findMail(db.read, mail!.id), job: () => findJob(db.read, job!.id) }
}

/** A mail server that misbehaves in one way, and sending to it as the site does. */
async function badServer(options: ConstructorParameters<typeof SMTPServer>[0]) {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 50,
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as { port: number }
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    greetingTimeout: 300,
  })
  return {
    send: async ({ to, subject, text, messageId }: OutgoingMail) =>
      void (await transport.sendMail({ from: 'bioce@bioce.example', to, subject, text, messageId })),
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

const refuse = (code: number) => Object.assign(new Error('not today'), { responseCode: code })

describe('a mail that the mail server does not take (F16)', () => {
  test.each([
    ['4xx', { onRcptTo: (_a: unknown, _s: unknown, done: (e?: Error) => void) => done(refuse(451)) }],
    ['5xx', { onRcptTo: (_a: unknown, _s: unknown, done: (e?: Error) => void) => done(refuse(550)) }],
    ['a black hole', { onConnect: () => {} }],
  ])('because of %s waits and is tried again', async (_name, behaviour) => {
    const server = await badServer(behaviour as object)
    const { mail, job } = await post()
    expect(await attempt(server.send, noon, 150)).toBe('waiting')
    expect(await mail()).toMatchObject({ state: 'waiting', attempts: 1 })
    expect((await job())?.runAt).toBe(noon + minute)
    await server.stop()
    expect(await attempt(server.send, noon + minute)).toBe('waiting') // connection refused
    expect(await job()).toMatchObject({ runAt: noon + 6 * minute, attempts: 2 })
  })

  test('is tried after 1, 5, 15 and then every 60 minutes, for three days', async () => {
    const { mail, job } = await post()
    const pauses: number[] = []
    let now = noon
    for (let state: string | undefined = 'waiting'; state === 'waiting'; ) {
      state = await attempt(() => Promise.reject(refuse(451)), now)
      const { runAt } = (await job())!
      pauses.push((runAt - now) / minute)
      now = runAt
    }
    expect(pauses.slice(0, 5)).toEqual([1, 5, 15, 60, 60])
    expect(pauses.length).toBe(75)
    expect((now - noon) / (24 * 60 * minute)).toBeGreaterThan(3)
    expect(await mail()).toMatchObject({ state: 'failed', attempts: 75 })
    await db.write(async tx => retryJob(tx, (await job())!.id, now))
    expect(await attempt(async () => {}, now)).toBe('done')
    expect(await mail()).toMatchObject({ state: 'sent' })
  })

  test('after all of it is sent again with the same Message-ID, and then never more', async () => {
    const { mail } = await post()
    const ids: string[] = []
    const dies = async (mail: OutgoingMail) => {
      ids.push(mail.messageId)
      if (ids.length === 1) throw new Error('connection lost after DATA')
    }
    await attempt(dies, noon)
    expect(await attempt(dies, noon + minute)).toBe('done')
    expect(await attempt(dies, noon + 100 * minute)).toBeUndefined()
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^<[0-9a-f-]+@bioce\.example>$/)
    expect(await mail()).toMatchObject({ state: 'sent', attempts: 2 })
  })
})

test('no request ever talks to the mail server but the test of it: only the worker and the doctor open it (F16)', async () => {
  const sources = new Bun.Glob('{src,jobs,views}/**/*.{ts,tsx}').scanSync({
    cwd: join(import.meta.dir, '../..'),
  })
  const opening: string[] = []
  const asking: string[] = []
  for (const path of sources) {
    const text = await Bun.file(join(import.meta.dir, '../..', path)).text()
    if (/\bopenMailer\(|from 'nodemailer'/.test(text)) opening.push(path)
    if (/\/gatherOutwardFacts\.ts'/.test(text)) asking.push(path)
  }
  expect(opening.sort()).toEqual([
    'src/admin/doctor/gatherOutwardFacts.ts',
    'src/admin/testMail.ts',
    'src/commands/worker.ts',
    'src/mail.ts',
  ])
  expect(asking).toEqual(['src/commands/doctor.ts'])
})
