import { join } from 'node:path'
import { downloadZip } from 'client-zip'
import { listAnalysesOf } from '#db/analyses.ts'
import { listAuditOf } from '#db/audit.ts'
import { listOpenDraftsOf } from '#db/drafts.ts'
import { listFactorsOf } from '#db/factors.ts'
import { listIdentitiesOf } from '#db/identities.ts'
import type { Reader } from '#db/index.ts'
import { listMailsTo } from '#db/mails.ts'
import { listSessionsOf } from '#db/sessions.ts'
import { listStudiesOf } from '#db/studies.ts'
import { listUsageOf } from '#db/usage.ts'
import { listSharedWith } from '../analyses/openedShares.ts'
import { listShares } from '../analyses/shares.ts'
import { originalPath, readOriginal } from '../compressed.ts'
import type { Files } from '../files.ts'
import { listFiles } from '../tree.ts'
import { listApiTokens } from './apiTokens.ts'
import type { Viewer } from './sessions.ts'

/** Everything we have of a person, as a stream: account.json, their files, and what was left of failed analyses. */
export async function exportAccount(
  { db, files }: { db: Reader; files: Files },
  viewer: Viewer,
  now: number,
): Promise<ReadableStream<Uint8Array>> {
  const facts = await factsOf(db, viewer, now)
  const folders = [
    { name: 'studies', path: files.user(viewer.id) },
    ...facts.analyses.map(({ id }) => ({ name: `failedAnalyses/${id}`, path: files.failed(id) })),
  ]
  const listed = await Promise.all(
    folders.map(async folder => ({ ...folder, files: await listFiles(folder.path, isAtRest) })),
  )
  async function* entries() {
    yield { name: 'account.json', input: JSON.stringify(facts, null, 2), lastModified: new Date(now) }
    for (const { name, path, files } of listed)
      for (const file of files) {
        const original = originalPath(file)
        const lastModified = new Date(Bun.file(join(path, file)).lastModified)
        yield { name: `${name}/${original}`, input: readOriginal(join(path, original)), lastModified }
      }
  }
  return downloadZip(entries()).body!
}

/** Where an analysis is at work, what stands there is not a result yet, and may change while it is read. */
const isAtRest = (folder: string) =>
  !/^study\d+\/(cache|analysis\d+\/(attempt\d+(-done)?|kept|plain|cache|checkpoint))$/.test(folder)

async function factsOf(db: Reader, { user, roles }: Viewer, now: number) {
  const { passwordHash: _, ...account } = user
  const factors = await listFactorsOf(db, user.id)
  const sessions = await listSessionsOf(db, user.id)
  return {
    account,
    roles,
    factors: factors.map(({ kind, name, createdAt, usedAt }) => ({ kind, name, createdAt, usedAt })),
    identities: await listIdentitiesOf(db, user.id),
    sessions: sessions.map(({ address, agent, createdAt, seenAt, expiresAt, remember }) => {
      return { address, agent, createdAt, seenAt, expiresAt, remember }
    }),
    apiTokens: await listApiTokens(db, user.id, now),
    shareLinks: await listShares(db, user.id, now),
    openedLinks: (await listSharedWith(db, user.id, now)).map(({ id, openedAt }) => ({ id, openedAt })),
    studies: await listStudiesOf(db, user.id),
    uploads: await listOpenDraftsOf(db, user.id, now),
    analyses: (await listAnalysesOf(db, user.id)).map(each => each.analysis),
    usage: await listUsageOf(db, user.id),
    mails: (await listMailsTo(db, user.email)).map(({ kind, facts, createdAt, sentAt }) => {
      return { kind, facts, createdAt, sentAt }
    }),
    audit: (await listAuditOf(db, user.id)).map(({ at, action, subject, details, address }) => {
      return { at, action, subject, details, address }
    }),
  }
}
