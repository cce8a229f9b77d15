import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { insertToken } from '#db/tokens.ts'
import type { Scope } from '#src/accounts/apiTokens.ts'
import { hashSecret, mintSecret } from '#src/accounts/tokens.ts'
import { noon } from '../support/people.ts'
import type { Site, World } from './world.ts'

const hour = 3_600_000
const good = join(import.meta.dir, '../fixtures/uploads/good')

export interface ApiRow {
  needs: Scope
  answer: number
  /** Needs no token. */
  isOpen?: boolean
  /** Belongs to one person: to anyone else it is not there. */
  isOwn?: boolean
  path?: (world: World) => string
  body?: object
  /** Sent as a form with files. */
  form?: () => FormData
}

/** A curve and a model, as a program sends them. */
export function uploadForm(): FormData {
  const form = new FormData()
  form.set('name', 'Sent')
  for (const [field, name] of [
    ['curve', 'plain.dat'],
    ['library', 'model.pdb'],
  ] as const)
    form.set(field, new File([readFileSync(join(good, name))], name))
  return form
}

const upload = (world: World) => `/api/v1/uploads/${world.draft.id}`
const study = (world: World) => `/api/v1/studies/${world.study.id}`
const analysis =
  (which: 'running' | 'done' | 'averaged', more = '') =>
  (world: World) =>
    `/api/v1/analyses/${world[which].id}${more}`

/** Every route of the API, the scope that it needs and its answer to its owner. */
export const apiTable: Record<string, ApiRow> = {
  'GET /api/v1/account': { needs: 'read', answer: 200 },
  'GET /api/v1/studies': { needs: 'read', answer: 200 },
  'POST /api/v1/studies/example': { needs: 'submit', answer: 201 },
  'GET /api/v1/studies/:id': { needs: 'read', answer: 200, isOwn: true, path: study },
  'PATCH /api/v1/studies/:id': {
    needs: 'manage',
    answer: 200,
    isOwn: true,
    path: study,
    body: { name: 'Renamed' },
  },
  'DELETE /api/v1/studies/:id': { needs: 'manage', answer: 204, isOwn: true, path: study },
  'POST /api/v1/studies/:id/analyses': {
    needs: 'submit',
    answer: 201,
    isOwn: true,
    path: world => `${study(world)}/analyses`,
    body: { parameters: { chains: 4 } },
  },
  'POST /api/v1/uploads': { needs: 'submit', answer: 202, form: uploadForm },
  'GET /api/v1/uploads/:id': { needs: 'read', answer: 200, isOwn: true, path: upload },
  'DELETE /api/v1/uploads/:id': { needs: 'manage', answer: 204, isOwn: true, path: upload },
  'POST /api/v1/uploads/:id/acceptance': {
    needs: 'submit',
    answer: 409, // its check has not ended
    isOwn: true,
    path: world => `${upload(world)}/acceptance`,
    body: {},
  },
  'GET /api/v1/analyses': { needs: 'read', answer: 200 },
  'GET /api/v1/analyses/:id': { needs: 'read', answer: 200, isOwn: true, path: analysis('running') },
  'DELETE /api/v1/analyses/:id': { needs: 'manage', answer: 204, isOwn: true, path: analysis('running') },
  'POST /api/v1/analyses/:id/cancellation': {
    needs: 'submit',
    answer: 200,
    isOwn: true,
    path: analysis('running', '/cancellation'),
  },
  'GET /api/v1/analyses/:id/result': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('averaged', '/result'),
  },
  'GET /api/v1/analyses/:id/files': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('done', '/files'),
  },
  'GET /api/v1/analyses/:id/files/:name': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('done', '/files/result.json'),
  },
  'GET /api/v1/analyses/:id/archive.zip': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('done', '/archive.zip'),
  },
  'GET /api/v1/analyses/:id/events': {
    needs: 'read',
    answer: 200,
    isOwn: true,
    path: analysis('done', '/events'),
  },
  'GET /api/v1/methods': { needs: 'read', answer: 200 },
  'GET /api/v1/queue': { needs: 'read', answer: 200 },
  'GET /api/v1/openapi.json': { needs: 'read', answer: 200, isOpen: true },
  'GET /api/v1/schemas/:name': {
    needs: 'read',
    answer: 200,
    isOpen: true,
    path: () => '/api/v1/schemas/manifest',
  },
}

/** A token that a person's programs may send. */
export async function tokenOf(
  site: Site,
  userId: number,
  scope: Scope,
  expiresAt = noon + hour,
): Promise<string> {
  const secret = `bioce_${mintSecret().secret}`
  const facts = { purpose: 'api', hash: hashSecret(secret), data: { scope }, createdAt: noon } as const
  await site.db.write(tx => insertToken(tx, { ...facts, userId, expiresAt }))
  return secret
}
