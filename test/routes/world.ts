import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { insertAccountRequest } from '#db/accountRequests.ts'
import { insertDraft } from '#db/drafts.ts'
import { insertFactor } from '#db/factors.ts'
import type { Database, Tx } from '#db/index.ts'
import { grantRole, revokeRole } from '#db/roles.ts'
import { openedShares, type User } from '#db/schema.ts'
import { findSessionByHash, setImpersonation } from '#db/sessions.ts'
import { setSetting } from '#db/settings.ts'
import { insertToken } from '#db/tokens.ts'
import { linkSecretOf } from '#src/accounts/guests.ts'
import { hashPassword } from '#src/accounts/passwords.ts'
import { startSession } from '#src/accounts/sessions.ts'
import { hashSecret, mintSecret } from '#src/accounts/tokens.ts'
import { createApp } from '#src/app.tsx'
import { parseParameters } from '#src/method/parameters.ts'
import { csrfToken, maskToken } from '#src/plugins/csrf.ts'
import type { Deps } from '#src/plugins/deps.ts'
import { browser, goodPassword, openAccounts } from '../support/accounts.ts'
import { analysisOf, detailsOfCurve, guestOf, member, noon, studyOf } from '../support/people.ts'
import { recordOf } from '../support/records.ts'
import { resultOf } from '../support/storyData.ts'

export const actors = [
  'anonymous',
  'owner',
  'stranger',
  'person without a role',
  'guest',
  'stale administrator',
  'administrator',
  'administrator as the owner',
] as const
export type ActorName = (typeof actors)[number]

/** Someone at a browser: their cookies, and the token of their forms. */
export interface Actor {
  cookie: string
  csrf: string
}

const hour = 3_600_000
let count = 0

interface SiteChanges extends Pick<Deps, 'workerTrouble'> {
  db?: Partial<Database>
  config?: Partial<Deps['config']>
  origin?: string
}

/** The application on a database of its own, at noon. */
export function openSite(changes: SiteChanges = {}) {
  const opened = openAccounts()
  const { origin = opened.config.origin, workerTrouble } = changes
  const house = {
    ...opened,
    db: { ...opened.db, ...changes.db },
    config: { ...opened.config, origin, origins: [origin], ...changes.config },
  }
  const results = [
    { file: 'rows.csv', title: 'Rows', show: 'table' },
    { file: 'plot.svg', title: 'Plot', show: 'image' },
  ]
  const method = { name: 'average', title: 'Average', command: ['true'], results }
  const methods = join(house.folder, 'methods')
  put(join(methods, 'average.json'), JSON.stringify(method))
  const inputs = [
    { name: 'tables', label: 'Tables', kinds: ['.csv', '.tar.gz'], most: 2, megabytesMax: 0.001 },
    { name: 'notes', label: 'Notes', kinds: ['.txt'], required: false },
  ]
  put(
    join(methods, 'plates.json'),
    JSON.stringify({ name: 'plates', title: 'Plates', command: ['true'], inputs }),
  )
  const site = { ...house, config: { ...house.config, methods } }
  return { ...site, app: createApp({ ...site, workerTrouble, now: () => noon }) }
}

export type Site = ReturnType<typeof openSite>
/** A person has opened a link of another. */
async function openedBy(tx: Tx, { id: userId }: User, other: User): Promise<number> {
  const times = { createdAt: noon, expiresAt: noon + hour }
  const link = {
    purpose: 'share',
    hash: mintSecret().hash,
    userId: other.id,
    data: { shows: 'files' },
  } as const
  const { id: tokenId } = await insertToken(tx, { ...link, ...times })
  const [opened] = await tx.insert(openedShares).values({ userId, tokenId, openedAt: noon }).returning()
  return opened!.id
}

export type World = Awaited<ReturnType<typeof makeWorld>>

/** New people with new things on a site: an owner with one of everything, a stranger, administrators. */
export async function makeWorld(site: Site) {
  const { db, files, keys } = site
  const passwordHash = await (hash ??= hashPassword(goodPassword))
  const links = {
    setup: mintSecret(),
    confirm: mintSecret(),
    reset: mintSecret(),
    change_email: mintSecret(),
  }
  const request = mintSecret()
  const apiToken = mintSecret()
  const share = `share_${mintSecret().secret}`
  const parameters = parseParameters({}) as never
  const number = ++count
  const world = await db.write(async tx => {
    await setSetting(tx, 'guestsMax', 100_000, noon) // each world has two
    const person = (name: string) => member(tx, `${name}${number}`, { passwordHash })
    const owner = await person('owner')
    const stranger = await person('stranger')
    const roleless = await person('roleless')
    await revokeRole(tx, roleless.id, 'user')
    const guest = await guestOf(tx, `guest${number}`)
    const administrator = await person('administrator')
    await grantRole(tx, administrator.id, 'superuser')
    const unconfirmed = await member(tx, `unconfirmed${number}`, { passwordHash, confirmedAt: null })
    const session = async (user: User, at: number, asAnother?: User): Promise<Actor> => {
      const secret = await startSession(tx, user.id, browser, false, at)
      const found = await findSessionByHash(tx, hashSecret(secret))
      if (asAnother) await setImpersonation(tx, found!.session.id, asAnother.id, at + hour / 2)
      return {
        cookie: `sid=${secret}`,
        csrf: maskToken(csrfToken(keys.csrf.current, `session:${found!.session.id}`)),
      }
    }
    const study = await studyOf(tx, owner, 'Mine', {
      inputs: [
        { input: 'curve', label: 'measured curve', name: 'curve.dat', path: 'curve.dat', bytes: 1000 },
        { input: 'library', label: 'library', name: 'library.zip', path: 'library', bytes: 1000 },
      ],
      facts: {},
    })
    const token = { createdAt: noon, expiresAt: noon + hour }
    for (const [purpose, { hash }] of Object.entries(links))
      await insertToken(tx, {
        ...token,
        hash,
        purpose: purpose as keyof typeof links,
        userId: purpose === 'setup' ? null : purpose === 'confirm' ? unconfirmed.id : owner.id,
        email: purpose === 'change_email' ? `new${number}@ku.dk` : null,
      })
    const factor = { kind: 'totp', secret: 'sealed', createdAt: noon, confirmedAt: noon } as const
    const theirs = await session(owner, noon)
    const other = await startSession(tx, owner.id, browser, false, noon)
    const anonymous = {
      cookie: `visitor=v${number}`,
      csrf: maskToken(csrfToken(keys.csrf.current, `visitor:v${number}`)),
    }
    const finished = await analysisOf(tx, study, 'Done', { state: 'done', finishedAt: noon, parameters })
    return {
      owner,
      unconfirmed,
      study,
      draft: await insertDraft(tx, {
        userId: owner.id,
        name: 'Draft',
        details: detailsOfCurve,
        bytes: 3,
        createdAt: noon,
        expiresAt: noon + hour,
      }),
      running: await analysisOf(tx, study, 'Waiting', { parameters }),
      done: finished,
      averaged: await analysisOf(tx, study, 'Averaged', {
        state: 'done',
        finishedAt: noon,
        method: 'average',
        parameters: {},
      }),
      failed: await analysisOf(tx, study, 'Failed', {
        state: 'failed',
        reason: 'bug',
        finishedAt: noon,
        parameters,
      }),
      sessionId: (await findSessionByHash(tx, hashSecret(other)))!.session.id,
      factorId: (await insertFactor(tx, { userId: unconfirmed.id, ...factor })).id,
      requestId: (
        await insertAccountRequest(tx, {
          email: `asks${number}@gmail.com`,
          firstName: 'A',
          lastName: 'B',
          statusHash: request.hash,
          createdAt: noon,
        })
      ).id,
      tokenId: (
        await insertToken(tx, {
          ...token,
          purpose: 'api',
          hash: apiToken.hash,
          userId: owner.id,
          name: 'Script',
          data: { scope: 'read' },
        })
      ).id,
      shareId: (
        await insertToken(tx, {
          ...token,
          purpose: 'share',
          hash: hashSecret(share),
          userId: owner.id,
          analysisId: finished.id,
          name: 'Referees',
          data: { shows: 'files' },
        })
      ).id,
      share,
      openedId: await openedBy(tx, owner, stranger),
      guestLink: linkSecretOf(keys.proofs, await guestOf(tx, `other${number}`)),
      requestSecret: request.secret,
      setupLink: links.setup.secret,
      confirmLink: links.confirm.secret,
      resetLink: links.reset.secret,
      changeLink: links.change_email.secret,
      actors: {
        anonymous,
        owner: theirs,
        stranger: await session(stranger, noon),
        'person without a role': await session(roleless, noon),
        guest: await session(guest, noon),
        'stale administrator': await session(administrator, noon - hour),
        administrator: await session(administrator, noon),
        'administrator as the owner': await session(administrator, noon, owner),
      } satisfies Record<ActorName, Actor>,
    }
  })
  const folder = files.study(world.owner.id, world.study.id)
  const record = recordOf(['m1', 'm2', 'm3', 'm4', 'm5'])
  const curve = Array.from({ length: 10 }, (_, index) => `${0.01 * (index + 1)} ${10 - index} 0.1`)
  put(join(folder, 'study.json'), JSON.stringify(record))
  put(join(folder, 'curve.dat'), curve.join('\n'))
  const done = files.analysis(world.owner.id, world.study.id, world.done.id)
  put(join(done, 'output/result.json'), (result ??= JSON.stringify(resultOf())))
  put(join(done, 'params.json'), JSON.stringify({ name: 'Done', study: record, parameters: {} }))
  const averaged = files.analysis(world.owner.id, world.study.id, world.averaged.id)
  put(join(averaged, 'output/rows.csv'), 'a,b\n1,2\n')
  put(join(averaged, 'output/plot.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  put(join(files.failed(world.failed.id), 'log.txt'), 'It ended early.')
  return world
}

export interface Sending extends RequestInit {
  headers?: Record<string, string>
}

/** Sends a request as a browser would from one of our own pages. */
export async function ask(site: Site, path: string, { headers, ...rest }: Sending): Promise<Response> {
  const told = { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...headers }
  return await site.app.handle(new Request(`${site.config.origin}${path}`, { ...rest, headers: told }))
}

/** Sends a form as a visitor's own page would. @param length announces its length, as browsers do */
export async function send(
  site: Site,
  path: string,
  fields: Record<string, string>,
  { length = false, headers = {} }: { length?: boolean; headers?: Record<string, string> } = {},
): Promise<Response> {
  const visitor = 'v0'
  const csrf = maskToken(csrfToken(site.keys.csrf.current, `visitor:${visitor}`))
  const body = new URLSearchParams({ csrf, ...fields })
  const announced = length ? { 'content-length': String(body.toString().length) } : undefined
  const cookie = `${site.config.origin.startsWith('https:') ? '__Host-' : ''}visitor=${visitor}`
  return await ask(site, path, { method: 'POST', body, headers: { cookie, ...announced, ...headers } })
}

let hash: Promise<string> | undefined
/** Its making takes as long as all else of a world. */
let result: string | undefined

function put(path: string, text: string) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
