import type { World } from './world.ts'

/**
 * Who may do what: one row for every route of the site. test/routes/access.test.ts makes a test of each cell, and
 * fails for a route that has no row.
 *
 *     everyone        the same answer for all, signed in or not
 *     members         anyone who is signed in; others are sent to the sign-in page
 *     owner           the person it belongs to; to anyone else it is as if it did not exist
 *     holders         whoever has the secret of the link; with another secret it does not exist
 *                     (guests, who have none, not to the pages about an account)
 *     administrators  after a fresh proof; 403 without; to anyone else it does not exist. Pages that they only
 *                     read need a proof of this session, however old
 *
 * An administrator who looks at the site as another person sees that person's studies and what everyone sees, and
 * changes nothing, whatever the row says.
 */
export interface Row {
  who: 'everyone' | 'members' | 'owner' | 'holders' | 'administrators'
  /** The status for those who may. */
  answer: number
  /** Of administrators: for reading alone, so that any proof of the session is enough. */
  looks?: true
  /** Where signed-in people are answered otherwise. */
  answerSignedIn?: number
  /** The path with its ids, where it has any; `id` is the owner's, or one that nobody has. */
  path?: (id: string, world: World) => string
  id?: (world: World) => number | string
  /** The fields of the form, beside its token. */
  form?: (world: World, id: string) => Record<string, string>
  /** Sent as a form with files. */
  multipart?: boolean
}

const password = 'quiet harbour lantern'
const person = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada.lovelace@ku.dk' }
const study = { id: (world: World) => world.study.id }
const draft = { id: (world: World) => world.draft.id }
const running = { id: (world: World) => world.running.id }
const done = { id: (world: World) => world.done.id }
const averaged = { id: (world: World) => world.averaged.id }
const failed = { id: (world: World) => world.failed.id }

const page = (who: Row['who'], answer = 200): Row => ({ who, answer })
const look = (answer?: number): Row => ({ ...page('administrators', answer), looks: true })
const post = (who: Row['who'], answer: number, form: Row['form'] = () => ({})): Row => ({ who, answer, form })

export const access: Record<string, Row> = {
  'GET /help/files/:name': { ...page('everyone'), path: () => '/help/files/two-domains.dat' },
  'GET /static/*': { ...page('everyone'), path: () => '/static/app.css' },
  'GET /favicon.ico': page('everyone'),
  'GET /robots.txt': page('everyone'),
  'GET /sitemap.xml': page('everyone'),
  'GET /.well-known/security.txt': page('everyone', 404),
  'GET /manifest.webmanifest': page('everyone'),
  'GET /offline': page('everyone'),
  'GET /offline.js': page('everyone'),
  'GET /healthz': page('everyone'),
  'GET /metrics': page('everyone', 404),
  'GET /': page('everyone'),
  'POST /policy-reports': page('everyone', 204),
  'GET /about': page('everyone'),
  'GET /help': page('everyone'),
  'GET /citation': page('everyone'),
  'GET /help/api': page('everyone'),
  'GET /terms': page('everyone'),
  'GET /privacy': page('everyone'),
  'GET /contact': page('everyone'),
  'POST /contact': post('everyone', 303, () => ({ email: 'ada@ku.dk', question: 'How do I start?' })),
  'GET /status': page('everyone'),
  'GET /imprint': page('everyone', 404),
  'GET /site/logo': page('everyone', 404),
  'GET /agreement': page('members'),
  'POST /agreement': post('members', 303),

  'GET /analyses/example': page('everyone'),
  'GET /analyses/example/archive.zip': page('everyone'),
  'GET /analyses/example/files/:name': {
    ...page('everyone'),
    path: () => '/analyses/example/files/result.json',
  },
  'GET /analyses/example/chains': page('everyone'),
  'GET /analyses/example/weights': page('everyone'),
  'GET /analyses/example/fit': page('everyone'),
  'GET /analyses/example/charts/:file': {
    ...page('everyone'),
    path: () => '/analyses/example/charts/fit.svg',
  },

  'GET /setup': { ...page('holders'), id: world => world.setupLink, path: id => `/setup?token=${id}` },
  'POST /setup': {
    ...post('holders', 303, (_, id) => ({
      ...person,
      email: `${id.slice(0, 9)}@ku.dk`,
      password,
      token: id,
    })),
    id: world => world.setupLink,
    path: () => '/setup',
  },
  'GET /sign-in': { ...page('everyone'), answerSignedIn: 303 },
  'POST /sign-in': post('everyone', 422, world => ({ email: world.owner.email, password: 'wrong' })),
  'POST /sign-in/code': post('everyone', 403, () => ({ ticket: 'forged.ticket', code: '000000' })),
  'POST /sign-in/passkey': post('everyone', 403, () => ({ response: '{}' })),
  'POST /sign-out': post('everyone', 303),
  'POST /guests': post('everyone', 303, () => ({ start: 'upload' })),
  'GET /guests/:secret': { ...page('holders'), id: world => world.guestLink, path: id => `/guests/${id}` },
  'POST /guests/:secret': {
    ...post('holders', 303),
    id: world => world.guestLink,
    path: id => `/guests/${id}`,
  },
  'POST /guests/:secret/claim': {
    ...post('members', 303),
    id: world => world.guestLink,
    path: id => `/guests/${id}/claim`,
  },
  'GET /sign-in/with/:provider': { ...page('everyone', 404), path: () => '/sign-in/with/oidc' },
  'GET /sign-in/with/:provider/return': {
    ...page('everyone', 404),
    path: () => '/sign-in/with/oidc/return',
  },
  'GET /sign-in/with/proxy': page('everyone', 404),
  'GET /account/sign-ons': page('members'),
  'POST /account/sign-ons/:id/removal': {
    ...post('members', 404),
    path: () => '/account/sign-ons/999999/removal',
  },
  'GET /register': page('everyone'),
  'POST /register': post('everyone', 303, () => ({ ...person, password })),
  'GET /confirmation': {
    ...page('holders'),
    id: world => world.confirmLink,
    path: id => `/confirmation?token=${id}`,
  },
  'POST /confirmation': {
    ...post('holders', 303, (_, id) => ({ token: id })),
    id: world => world.confirmLink,
    path: () => '/confirmation',
  },
  'GET /confirmations/new': page('everyone'),
  'POST /confirmations/new': post('everyone', 303, () => ({ email: person.email })),
  'GET /confirmations/sent': page('everyone'),
  'GET /password-reset': {
    ...page('holders'),
    id: world => world.resetLink,
    path: id => `/password-reset?token=${id}`,
  },
  'POST /password-reset': {
    ...post('holders', 303, (_, id) => ({ token: id, password: 'winter orchard telescope' })),
    id: world => world.resetLink,
    path: () => '/password-reset',
  },
  'GET /password-resets/new': page('everyone'),
  'POST /password-resets/new': post('everyone', 303, () => ({ email: person.email })),
  'GET /password-resets/sent': page('everyone'),
  'GET /email-change': {
    ...page('holders'),
    id: world => world.changeLink,
    path: id => `/email-change?token=${id}`,
  },
  'POST /email-change': {
    ...post('holders', 303, (_, id) => ({ token: id })),
    id: world => world.changeLink,
    path: () => '/email-change',
  },
  'GET /account-requests': page('everyone'),
  'POST /account-requests': post('everyone', 303, () => ({
    ...person,
    institution: '',
    message: 'I need it for my thesis.',
  })),
  'GET /account-requests/:secret': {
    ...page('holders'),
    id: world => world.requestSecret,
    path: id => `/account-requests/${id}`,
  },

  'GET /admin': look(),
  'GET /admin/tables/:table': { ...look(), path: () => '/admin/tables/users' },
  'GET /admin/tables/:table/export.csv': {
    ...page('administrators'),
    path: () => '/admin/tables/users/export.csv',
  },
  'GET /admin/tables/:table/:id': {
    ...look(),
    id: world => world.owner.id,
    path: id => `/admin/tables/users/${id}`,
  },
  'GET /admin/tables/:table/new': { ...page('administrators'), path: () => '/admin/tables/roles/new' },
  'POST /admin/tables/:table/new': {
    ...post('administrators', 422, () => ({ name: '', description: '' })),
    path: () => '/admin/tables/roles/new',
  },
  'GET /admin/tables/:table/:id/edit': {
    ...page('administrators'),
    ...study,
    path: id => `/admin/tables/studies/${id}/edit`,
  },
  'POST /admin/tables/:table/:id/edit': {
    ...post('administrators', 303, () => ({ name: 'Renamed' })),
    ...study,
    path: id => `/admin/tables/studies/${id}/edit`,
  },
  'GET /admin/tables/:table/:id/deletion': {
    ...page('administrators'),
    id: world => world.requestId,
    path: id => `/admin/tables/account_requests/${id}/deletion`,
  },
  'POST /admin/tables/:table/:id/deletion': {
    ...post('administrators', 303),
    id: world => world.requestId,
    path: id => `/admin/tables/account_requests/${id}/deletion`,
  },
  'POST /admin/tables/:table/selection': {
    ...post('administrators', 303, (_, id) => ({ which: 'ticked', action: 'delete', id, confirmed: 'yes' })),
    id: world => world.requestId,
    path: () => '/admin/tables/account_requests/selection',
  },
  'POST /admin/tables/:table/:id/actions/:action': {
    ...post('administrators', 303),
    ...running,
    path: id => `/admin/tables/analyses/${id}/actions/stop`,
  },
  'GET /admin/failed-analyses/:id': {
    ...look(),
    ...failed,
    path: id => `/admin/failed-analyses/${id}`,
  },
  'GET /admin/failed-analyses/:id/archive.zip': {
    ...page('administrators'),
    ...failed,
    path: id => `/admin/failed-analyses/${id}/archive.zip`,
  },
  'POST /admin/queue': post('administrators', 303, () => ({ paused: 'no' })),
  'GET /admin/logs': look(),
  'GET /admin/backups': look(),
  'POST /admin/backups': post('administrators', 303),
  'GET /admin/backups/:name/backup.zip': {
    ...page('administrators', 404),
    path: () => '/admin/backups/..%2F..%2Fsecrets/backup.zip',
  },
  'GET /admin/statistics': look(),
  'GET /admin/statistics/:table/export.csv': {
    ...page('administrators'),
    path: () => '/admin/statistics/months/export.csv',
  },
  'GET /admin/doctor': look(),
  'POST /admin/doctor': post('administrators', 409, () => ({ way: 'set aside:userData/user1' })),
  'GET /admin/mails/:id': { ...look(404), path: () => '/admin/mails/999999' },
  'GET /admin/methods': look(),
  'POST /admin/methods': { ...post('administrators', 422), multipart: true },
  'GET /admin/methods/:method': { ...look(), path: () => '/admin/methods/average' },
  'POST /admin/methods/:method/offer': {
    ...post('administrators', 303, () => ({ isOff: 'no' })),
    path: () => '/admin/methods/average/offer',
  },
  'POST /admin/methods/:method/role': {
    ...post('administrators', 303, () => ({ role: 'manifest' })),
    path: () => '/admin/methods/average/role',
  },
  'POST /admin/methods/:method/version': {
    ...post('administrators', 404, () => ({ number: '1' })),
    path: () => '/admin/methods/average/version',
  },
  'POST /admin/methods/:method/removal': {
    ...post('administrators', 404),
    path: () => '/admin/methods/average/removal',
  },
  'GET /admin/maintenance': look(),
  'POST /admin/maintenance': post('administrators', 422, () => ({
    banner: '',
    until: '2020-01-01T00:00',
    access: 'open',
  })),
  'POST /admin/users/:id/impersonation': {
    ...post('administrators', 303),
    id: world => world.owner.id,
    path: id => `/admin/users/${id}/impersonation`,
  },
  'POST /impersonation/end': post('members', 303),
  'GET /admin/account-requests': look(),
  'POST /admin/account-requests/:id/decision': {
    ...post('administrators', 303, () => ({ state: 'refused', answer: '' })),
    id: world => world.requestId,
    path: id => `/admin/account-requests/${id}/decision`,
  },

  'GET /admin/audit.jsonl': page('administrators'),
  'GET /admin/users/:id/access': {
    ...look(),
    id: world => world.owner.id,
    path: id => `/admin/users/${id}/access`,
  },
  'POST /admin/users/:id/roles': {
    ...post('administrators', 303, () => ({ role: 'superuser', isHeld: 'yes' })),
    id: world => world.owner.id,
    path: id => `/admin/users/${id}/roles`,
  },
  'POST /admin/users/:id/factors/removal': {
    ...post('administrators', 303),
    id: world => world.owner.id,
    path: id => `/admin/users/${id}/factors/removal`,
  },
  'POST /admin/users/:id/sessions/end': {
    ...post('administrators', 303),
    id: world => world.owner.id,
    path: id => `/admin/users/${id}/sessions/end`,
  },
  'GET /admin/registration': look(),
  'POST /admin/registration': post('administrators', 303, () => ({ mode: 'academic' })),
  'GET /admin/settings': look(),
  'POST /admin/settings': post('administrators', 422, () => ({
    siteName: '',
    operator: '',
    hosting: '',
    contact: 'nothing',
  })),
  'POST /admin/settings/first-steps': post('administrators', 303),
  'POST /admin/settings/test-mail': post('administrators', 200),
  'POST /admin/settings/changes/:id/undo': {
    ...post('administrators', 404),
    path: () => '/admin/settings/changes/999999/undo',
  },
  'POST /admin/settings/accounts': post('administrators', 422, () => ({
    factorGraceDays: '7',
    idleMinutes: '5',
    retentionDays: '0',
  })),
  'POST /admin/settings/guests': post('administrators', 422, () => ({
    guests: 'everywhere',
    guestsMax: '0',
    guestDays: '7',
    guestUploadMb: '10',
  })),
  'POST /admin/registration/domains': post('administrators', 422, () => ({ domain: 'nothing' })),
  'POST /admin/registration/domains/:id/removal': {
    ...post('administrators', 404),
    path: () => '/admin/registration/domains/999999/removal',
  },
  'POST /admin/registration/invitations': post('administrators', 422, () => ({ emails: 'nothing' })),
  'GET /admin/outbox': look(),

  'GET /account': page('members'),
  'POST /account/names': post('members', 303, () => ({ firstName: 'A', lastName: 'B' })),
  'POST /account/tours': post('members', 204, () => ({ tour: 'profile' })),
  'GET /account/export.zip': page('members'),
  'GET /account/deletion': page('members'),
  'POST /account/deletion': post('members', 422, () => ({ email: 'not mine', password })),
  'GET /account/password': page('members'),
  'POST /account/password': post('members', 422, () => ({ password: 'wrong', newPassword: password })),
  'GET /account/email': page('members'),
  'POST /account/email': post('members', 422, () => ({ email: 'new@ku.dk', password: 'wrong' })),
  'GET /account/sessions': page('members'),
  'POST /account/sessions/:id/end': {
    ...post('owner', 303),
    id: world => world.sessionId,
    path: id => `/account/sessions/${id}/end`,
  },
  'POST /account/sessions/end': post('members', 303),
  'GET /account/factors': page('members'),
  'GET /account/factors/app': page('members'),
  'POST /account/factors/app': post('members', 422, () => ({ code: '000000' })),
  'POST /account/factors/passkeys': post('members', 422, () => ({ response: '{}' })),
  'POST /account/factors/recovery-codes': post('members', 409),
  'POST /account/factors/:id/removal': {
    ...post('owner', 303, () => ({ password })),
    id: world => world.factorId,
    path: id => `/account/factors/${id}/removal`,
  },
  'GET /account/tokens': page('members'),
  'POST /account/tokens': post('members', 200, () => ({
    tokenName: 'Script',
    scope: 'read',
    tokenDays: '90',
  })),
  'POST /account/tokens/:id/revocation': {
    ...post('owner', 303),
    id: world => world.tokenId,
    path: id => `/account/tokens/${id}/revocation`,
  },
  'GET /account/shared': page('members'),
  'POST /account/shared/:id/removal': {
    ...post('owner', 303),
    id: world => world.openedId,
    path: id => `/account/shared/${id}/removal`,
  },
  'GET /account/proof': page('members'),
  'POST /account/proof': post('members', 422, () => ({ password: 'wrong' })),

  'GET /studies': page('members'),
  'GET /studies/new': page('members'),
  'GET /studies/check': { ...page('members'), path: () => '/studies/check?name=Mine' },
  'GET /studies/new/:method': { ...page('members'), path: () => '/studies/new/plates' },
  'POST /studies/new/:method': {
    ...post('members', 422),
    path: () => '/studies/new/plates',
    multipart: true,
  },
  'POST /drafts': { ...post('members', 422), multipart: true },
  'GET /drafts/:id': { ...page('owner'), ...draft, path: id => `/drafts/${id}` },
  'GET /drafts/:id/status': { ...page('owner'), ...draft, path: id => `/drafts/${id}/status` },
  'POST /drafts/:id/files': {
    ...post('owner', 422),
    ...draft,
    path: id => `/drafts/${id}/files`,
    multipart: true,
  },
  'POST /drafts/:id/acceptance': {
    ...post('owner', 409, () => ({ name: 'Kept', unit: '1/A' })),
    ...draft,
    path: id => `/drafts/${id}/acceptance`,
  },
  'POST /drafts/:id/deletion': { ...post('owner', 303), ...draft, path: id => `/drafts/${id}/deletion` },
  'POST /studies/example': post('members', 303),
  'GET /studies/:id': { ...page('owner'), ...study, path: id => `/studies/${id}` },
  'GET /studies/:id/shares': { ...page('owner'), ...study, path: id => `/studies/${id}/shares` },
  'POST /studies/:id/shares': {
    ...post('owner', 200, () => ({ shareName: 'PI', shows: 'handOver', shareDays: '30' })),
    ...study,
    path: id => `/studies/${id}/shares`,
  },
  'POST /studies/:id/shares/:share/withdrawal': {
    ...post('owner', 303),
    id: world => world.shareId,
    path: id => `/studies/1/shares/${id}/withdrawal`,
  },
  'POST /studies/:id/takeover': {
    ...post('members', 404),
    path: () => `/studies/share_${'x'.repeat(43)}/takeover`,
  },
  'GET /studies/:id/curves': { ...page('owner'), ...study, path: id => `/studies/${id}/curves` },
  'POST /studies/:id/curves': {
    ...post('owner', 409, () => ({ name: 'Series', uploadKey: 'k' })),
    ...study,
    path: id => `/studies/${id}/curves`,
  },
  'POST /studies/:id/extension': { ...post('owner', 409), ...study, path: id => `/studies/${id}/extension` },
  'POST /studies/:id/name': {
    ...post('owner', 303, () => ({ name: 'Other name' })),
    ...study,
    path: id => `/studies/${id}/name`,
  },
  'POST /studies/:id/deletion': {
    ...post('owner', 303, () => ({ confirmation: 'Mine' })),
    ...study,
    path: id => `/studies/${id}/deletion`,
  },
  'POST /analyses/:id/name': {
    ...post('owner', 303, () => ({ name: 'Other name' })),
    ...running,
    path: id => `/analyses/${id}/name`,
  },
  'GET /studies/:id/files/:name': {
    ...page('owner'),
    ...study,
    path: id => `/studies/${id}/files/curve.dat`,
  },
  'GET /studies/:id/charts/:file': {
    ...page('owner'),
    ...study,
    path: id => `/studies/${id}/charts/curve-chart.svg`,
  },
  'GET /studies/:id/comparison': { ...page('owner'), ...study, path: id => `/studies/${id}/comparison` },
  'GET /studies/:id/analyses/new': { ...page('owner'), ...study, path: id => `/studies/${id}/analyses/new` },
  'POST /studies/:id/analyses': {
    ...post('owner', 422, () => ({ name: '', submitKey: 'k' })),
    ...study,
    path: id => `/studies/${id}/analyses`,
  },
  'GET /studies/:id/analyses/check': {
    ...page('owner'),
    ...study,
    path: id => `/studies/${id}/analyses/check?name=First`,
  },
  'POST /studies/:id/analyses/files': {
    ...post('owner', 200, () => ({ name: 'First' })),
    multipart: true,
    ...study,
    path: id => `/studies/${id}/analyses/files`,
  },
  'POST /studies/:id/analyses/parameters': {
    ...post('owner', 200, () => ({ json: '{"chains": 8}' })),
    multipart: true,
    ...study,
    path: id => `/studies/${id}/analyses/parameters`,
  },
  'GET /studies/:id/methods/:method': {
    ...page('owner'),
    ...study,
    path: id => `/studies/${id}/methods/average`,
  },
  'POST /studies/:id/methods/:method': {
    ...post('owner', 422, () => ({ name: '', submitKey: 'k' })),
    ...study,
    path: id => `/studies/${id}/methods/average`,
  },

  'POST /studies/:id/methods/:method/files': {
    ...post('owner', 422, () => ({ name: '', submitKey: 'k' })),
    multipart: true,
    ...study,
    path: id => `/studies/${id}/methods/average/files`,
  },

  'GET /analyses/:id': { ...page('owner'), ...failed, path: id => `/analyses/${id}` },
  'POST /analyses/:id/cancellation': {
    ...post('owner', 303),
    ...running,
    path: id => `/analyses/${id}/cancellation`,
  },
  'POST /analyses/:id/repetition': {
    ...post('owner', 303),
    ...failed,
    path: id => `/analyses/${id}/repetition`,
  },
  'GET /analyses/:id/variants': { ...page('owner'), ...running, path: id => `/analyses/${id}/variants` },
  'POST /analyses/:id/variants': {
    ...post('owner', 422, () => ({ setting: 'cut', values: '', submitKey: 'k' })),
    ...running,
    path: id => `/analyses/${id}/variants`,
  },
  'GET /studies/:id/results': { ...page('owner'), ...study, path: id => `/studies/${id}/results` },
  'GET /studies/:id/results.csv': { ...page('owner'), ...study, path: id => `/studies/${id}/results.csv` },
  'POST /analyses/:id/deletion': {
    ...post('owner', 303),
    ...running,
    path: id => `/analyses/${id}/deletion`,
  },
  'GET /analyses/:id/status': { ...page('owner'), ...running, path: id => `/analyses/${id}/status` },
  'GET /analyses/:id/provisional': {
    ...page('owner'),
    ...running,
    path: id => `/analyses/${id}/provisional`,
  },
  'GET /analyses/:id/live': { ...page('owner'), ...failed, path: id => `/analyses/${id}/live` },
  'GET /analyses/:id/program': { ...page('owner'), ...done, path: id => `/analyses/${id}/program` },
  'POST /studies/:id/analyses/program': {
    ...post('owner', 200, () => ({ name: 'First' })),
    ...study,
    path: id => `/studies/${id}/analyses/program`,
  },
  'GET /analyses/:id/parameters.json': {
    ...page('owner'),
    ...done,
    path: id => `/analyses/${id}/parameters.json`,
  },
  'GET /analyses/:id/files/:name': {
    ...page('owner'),
    ...done,
    path: id => `/analyses/${id}/files/result.json`,
  },
  'GET /analyses/:id/images/:name': {
    ...page('owner'),
    ...averaged,
    path: id => `/analyses/${id}/images/plot.svg`,
  },
  'GET /analyses/:id/tables/:name': {
    ...page('owner'),
    ...averaged,
    path: id => `/analyses/${id}/tables/rows.csv?column=1&down=yes`,
  },
  'GET /analyses/:id/charts/:file': {
    ...page('owner'),
    ...done,
    path: id => `/analyses/${id}/charts/fit.svg`,
  },
  'GET /analyses/:id/shares': { ...page('owner'), ...done, path: id => `/analyses/${id}/shares` },
  'POST /analyses/:id/shares': {
    ...post('owner', 200, () => ({ shareName: 'Referees', shows: 'page', shareDays: '30' })),
    ...done,
    path: id => `/analyses/${id}/shares`,
  },
  'POST /analyses/:id/shares/:share/withdrawal': {
    ...post('owner', 303),
    id: world => world.shareId,
    path: id => `/analyses/1/shares/${id}/withdrawal`,
  },
  'POST /analyses/:id/report': {
    ...post('owner', 303, () => ({ organism: 'Human' })),
    ...done,
    path: id => `/analyses/${id}/report`,
  },
  'GET /analyses/:id/chains': { ...page('owner'), ...done, path: id => `/analyses/${id}/chains` },
  'GET /analyses/:id/fit': { ...page('owner'), ...done, path: id => `/analyses/${id}/fit?fit=kratky` },
  'GET /analyses/:id/weights': { ...page('owner'), ...done, path: id => `/analyses/${id}/weights` },
  'GET /analyses/:id/report': { ...page('owner'), ...done, path: id => `/analyses/${id}/report` },
  'GET /analyses/:id/archive.zip': { ...page('owner'), ...done, path: id => `/analyses/${id}/archive.zip` },
}
