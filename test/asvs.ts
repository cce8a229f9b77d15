/**
 * Which tests hold which requirements of OWASP ASVS 5.0.0, for accounts, sessions, requests and access. `bun
 * test/asvs.ts` writes asvs.md anew; asvs.test.ts fails when a test named here is gone or the table is stale.
 *
 * Left out because the site has none of it: V9 (self-contained tokens), V10 (OAuth), V17 (WebRTC).
 */
import { join } from 'node:path'
import type { TestCase } from './support/testReport.ts'

const tests = {
  account: 'accounts/account.test.ts',
  device: 'accounts/device.test.ts',
  factors: 'accounts/factors.test.ts',
  passkeys: 'accounts/passkeys.test.ts',
  policy: 'accounts/passwordPolicy.test.ts',
  register: 'accounts/register.test.ts',
  signIn: 'accounts/signIn.test.ts',
  access: 'routes/access.test.ts',
  budgets: 'routes/budgets.test.ts',
  turns: 'jobs/turns.test.ts',
  requests: 'routes/requests.test.ts',
  journeys: 'journeys/accounts.test.ts',
  pages: 'browser/stories.test.ts',
  mail: 'mail.test.ts',
  administer: 'accounts/administer.test.ts',
  audit: 'commands/audit.test.ts',
  hardening: 'routes/hardening.test.ts',
  protocol: 'routes/protocol.test.ts',
  retention: 'studies/retention.test.ts',
  sameTime: 'security/sameTime.test.ts',
  secrets: 'journeys/secrets.test.ts',
  secretsFile: 'secrets.test.ts',
  secretChange: 'commands/secrets.test.ts',
  limits: 'routes/limits.test.ts',
  remembered: 'routes/remembered.test.ts',
  hostile: 'routes/hostileText.test.ts',
  mails: 'views/emails/hostileText.test.ts',
  packages: 'static/packages.test.ts',
  slowForms: 'routes/slowForms.test.ts',
} as const

type Proof = [file: keyof typeof tests, title: string]

export const requirements: { items: string; what: string; proofs: Proof[] }[] = [
  {
    items: '1.2.1, 1.2.2, 2.2.2',
    what: 'Output is escaped where it is written; the server validates by itself',
    proofs: [
      ['requests', 'keep what was typed, but never a password'],
      ['register', 'names every fault at its field'],
    ],
  },
  {
    items: '1.1.2, 1.2.1, 1.2.2, 1.2.3, 1.2.10, 1.3.4',
    what: 'Two hundred and more hostile texts are text on every page, drawing, table, stream, file name and mail',
    proofs: [
      ['hostile', 'everything that a route answers with takes them for text'],
      ['hostile', 'so do results, drawings and the files that people download'],
      ['hostile', 'so does the panel of the administrators'],
      ['hostile', 'so does a form that comes back with what was typed'],
      ['hostile', 'each alone is one cell of a table, and no formula'],
      ['hostile', 'each alone is one file name'],
      ['mails', 'they are text, in both of its forms'],
    ],
  },
  {
    items: '2.3.2, 2.3.3, 2.3.4, 15.4.2',
    what: 'Limits hold when many requests come at once',
    proofs: [
      ['limits', 'two uploads are taken where there is room for two'],
      ['limits', 'one analysis is taken where there is room for one'],
      ['limits', 'one study is kept where there is room for one'],
    ],
  },
  {
    items: '1.3.11',
    what: 'Mail cannot be steered by what people type',
    proofs: [['mail', 'what people type cannot add a line to the head of a mail']],
  },
  {
    items: '12.3.1, 12.3.2',
    what: 'Mail servers elsewhere must speak TLS, with a good certificate',
    proofs: [['mail', 'one elsewhere must speak TLS']],
  },
  {
    items: '2.2.1, 15.3.3, 15.3.5',
    what: 'Fields that a form does not have are refused',
    proofs: [['requests', 'with a field that the page does not have are refused']],
  },
  {
    items: '2.3.4, 15.4.2, 6.5.1',
    what: 'What may be used once is used once, also by many at once',
    proofs: [
      ['register', 'of many uses of one link at once, one counts'],
      ['factors', 'of many uses of one code at once, one counts'],
      ['passkeys', 'of many uses of one answer at once, one counts'],
    ],
  },
  {
    items: '2.4.1, 6.1.1, 6.3.1',
    what: 'Guessing is slowed by account, network and server, and survives a restart',
    proofs: [
      ['signIn', '120 wrong tries at once cost at most 12 hashes'],
      ['signIn', 'makes the waits longer, up to 15 minutes, and never locks for good'],
      ['signIn', 'allows one network 100 wrong tries in ten minutes'],
      ['device', 'keep nobody out of a browser where they signed in before'],
      ['signIn', 'survives a restart'],
      ['register', 'is limited to 20 an hour from one network'],
    ],
  },
  {
    items: '15.1.3, 15.2.2',
    what: 'What costs work or room for long has a cap for a person and for all: the table stands in the test',
    proofs: [
      ['budgets', 'a person keeps no more bytes than they may'],
      ['budgets', 'of uploads under way a person has three'],
      ['budgets', 'of archives a person has two on their way'],
      ['turns', 'a long analysis makes room for another person'],
      ['turns', 'the checks of one person leave room for those of another'],
    ],
  },
  {
    items: '3.3.1, 3.3.2, 3.3.4',
    what: 'The session cookie is closed to scripts and other sites',
    proofs: [['requests', 'lies in a cookie that scripts cannot read']],
  },
  {
    items: '3.4.3, 3.4.4, 3.4.5, 3.4.6, 3.4.8',
    what: 'Security headers on every answer; pages run under the content policy',
    proofs: [
      ['requests', 'carries the headers that keep it in its place'],
      ['requests', 'the policy allows nothing inline'],
      ['requests', 'the policy has no weakness that an evaluator of policies knows'],
      ['pages', 'no page breaks the content policy'],
    ],
  },
  {
    items: '3.5.1, 3.5.2, 3.5.3',
    what: 'Changes are taken from our own pages alone; nothing changes by GET',
    proofs: [
      ['access', 'is refused %s, and changes nothing'],
      ['requests', 'looking at a link uses nothing up'],
    ],
  },
  {
    items: '3.7.2',
    what: 'Nobody is sent on to another site',
    proofs: [['requests', '%j leads home']],
  },
  {
    items: '4.1.3',
    what: 'Links are built from the configured address; other hosts are refused',
    proofs: [['requests', 'another host is told that it has the wrong address']],
  },
  {
    items: '6.2.1, 6.2.5, 6.2.8, 6.2.9, 6.2.10',
    what: 'Length is what a password needs; it is neither cut nor changed nor aged',
    proofs: [
      ['policy', 'has 15 characters, or 8 beside a second factor'],
      ['policy', 'may have 64 characters and more'],
      ['policy', 'needs no kind of character'],
      ['policy', 'takes the whole password into account'],
    ],
  },
  {
    items: '6.1.2, 6.2.4, 6.2.11, 6.2.12',
    what: 'Common passwords and words about the person or the site are refused',
    proofs: [
      ['policy', 'may not be %p'],
      ['policy', 'is compared with a list of more than 10,000'],
    ],
  },
  {
    items: '6.2.2, 6.2.3, 7.4.3',
    what: 'A change needs the old password and ends the other sessions',
    proofs: [
      ['account', 'the password needs the old one, ends the other sessions and renews this one'],
      ['account', 'the password stops after ten wrong tries'],
    ],
  },
  {
    items: '6.3.3, 8.4.2',
    what: 'Administrators have a second factor',
    proofs: [
      ['factors', 'needs a second factor a week after the account was made'],
      ['passkeys', 'the last factor of an administrator stays'],
    ],
  },
  {
    items: '6.3.5, 6.3.7',
    what: 'The person is told of new devices and of changes',
    proofs: [
      ['signIn', 'writes a mail about a device not seen before'],
      ['account', 'the address is confirmed at the new one and told to the old one'],
    ],
  },
  {
    items: '6.3.8',
    what: 'No answer, and no time that it takes, tells who has an account',
    proofs: [
      [
        'signIn',
        'says the same to a wrong password, an unknown address, a closed and an unconfirmed account',
      ],
      ['sameTime', 'samples a side: medians within 5 %'],
      ['requests', 'answer the same for a known and an unknown address'],
      ['register', 'of a taken address tells its owner by mail, and the visitor nothing'],
    ],
  },
  {
    items: '6.4.1, 6.4.3, 7.5.1, 14.2.1',
    what: 'Links are random, hashed, single use, short-lived, for one purpose, and sign nobody in',
    proofs: [
      ['register', 'a link confirms once, for a day, and only the newest one'],
      ['account', 'is reset by a link, once, within an hour'],
      ['account', 'voids the other links of the person'],
      ['requests', 'pages with a secret in their address do not pass it on'],
    ],
  },
  {
    items: '6.4.4, 6.4.6',
    what: 'A lost factor needs a code or another administrator, who never sees a password',
    proofs: [
      ['factors', 'without codes needs another administrator'],
      ['requests', 'no secret column ever reaches a page'],
    ],
  },
  {
    items: '6.5.2, 6.5.3, 6.5.4, 6.5.5, 6.6.3',
    what: 'Codes: encrypted or hashed at rest, each good once, few tries, little clock error',
    proofs: [
      ['factors', 'lies encrypted in the database, and codes as hashes'],
      ['factors', 'each code is good once; one step of clock error either way is forgiven'],
      ['factors', 'allows five tries in five minutes'],
    ],
  },
  {
    items: '6.5.6, 6.7.2',
    what: 'Passkeys: origin, host, person and counter are checked, a challenge is good once',
    proofs: [
      ['passkeys', 'is good once, for five minutes, and for what was asked'],
      ['passkeys', 'with a counter that went back was copied'],
      ['journeys', 'adds a passkey and signs in with nothing else'],
    ],
  },
  {
    items: '7.2.1, 7.2.2, 7.2.3, 7.2.4',
    what: 'Sessions are kept by the server, 256 bits, hashed, new at every sign-in and proof',
    proofs: [
      ['signIn', 'gives a new session each time'],
      ['signIn', 'is kept as a hash'],
      ['requests', 'is not taken over from before the sign-in'],
      ['factors', 'a proof gives the session a new secret; the old one is dead'],
    ],
  },
  {
    items: '7.3.1, 7.3.2',
    what: 'Sessions end idle and in all',
    proofs: [
      ['signIn', 'ends after four idle hours, or twelve in all'],
      ['remembered', 'what administrators decide about accounts is saved'],
      ['account', 'that are remembered last 30 days, others 12 hours'],
      ['account', 'a copied old secret ends them'],
    ],
  },
  {
    items: '7.4.1, 7.4.2, 14.3.1',
    what: 'Signing out and closing an account end sessions for good',
    proofs: [
      ['requests', 'is dead after signing out, whoever kept the cookie'],
      ['requests', 'htmx stays on this site, keeps no page in the browser'],
      ['signIn', 'of a closed account is over at once'],
      ['limits', 'an upload ends with the session that it belongs to'],
    ],
  },
  {
    items: '7.4.5, 7.5.2',
    what: 'People and administrators see and end sessions',
    proofs: [
      ['account', 'are ended one by one or all but this one, and only by their person'],
      ['journeys', 'sees where it is signed in, and ends the rest'],
    ],
  },
  {
    items: '7.5.3',
    what: 'Administration asks again after a quarter of an hour',
    proofs: [['factors', 'asks again 15 minutes after the last proof']],
  },
  {
    items: '8.1.1, 8.2.1, 8.2.2, 8.3.1',
    what: 'Who may do what is written down for every route and holds for everyone',
    proofs: [
      ['access', 'and every row a route'],
      ['access', 'asked by the %s'],
      ['access', "a stranger's answer does not tell whether it exists"],
    ],
  },
  {
    items: '8.3.2',
    what: 'A role that is taken away is gone at the next request',
    proofs: [['factors', 'ends with the role, at the next request']],
  },
  {
    items: '11.4.2, 11.2.2',
    what: 'Passwords are hashed by argon2id with at least OWASP’s cost',
    proofs: [['policy', 'is argon2id with 19 MiB and 2 passes']],
  },
  {
    items: '14.2.4, 14.2.7',
    what: 'Leaving takes everything along and leaves nothing behind',
    proofs: [
      ['account', 'everything can be taken along'],
      ['account', 'every trace goes but the number in the audit'],
    ],
  },
  {
    items: '16.3.1, 16.2.5',
    what: 'Sign-ins and refusals are written down, without what was typed',
    proofs: [['requests', 'refusals are written down, without what was typed']],
  },
  {
    items: '16.5.3',
    what: 'When the throttle cannot count, nobody gets in',
    proofs: [['signIn', 'fails closed']],
  },
  {
    items: '2.2.2, 4.1.4, 13.4.4',
    what: 'Only the methods that a path has; bodies are limited before they are read',
    proofs: [
      ['protocol', 'answers to %s %s with the methods that it has'],
      ['protocol', 'larger than any of the site is refused before it is read'],
      ['slowForms', 'one that drips is refused, and its connection closed'],
      ['protocol', 'with a field twice, or of a kind that nobody asked for, is refused'],
      ['secrets', 'no chunked form, no TRACE, no server name'],
    ],
  },
  {
    items: '2.4.1, 6.3.1',
    what: 'Whoever must wait is told how long',
    proofs: [
      ['protocol', 'whoever must wait is told how long, in words and as Retry-After'],
      ['policy', 'is not made for everybody at once'],
      ['account', 'sends at most twenty mails an hour for one network'],
    ],
  },
  {
    items: '3.3.1, 3.3.3, 3.4.1',
    what: 'Behind TLS the cookie is bound to the host, and browsers come back by TLS alone',
    proofs: [
      ['hardening', 'is bound to this host, closed to scripts, small, and sent over TLS alone'],
      ['hardening', 'browsers are told to come back by TLS alone, for a year'],
    ],
  },
  {
    items: '3.4.7',
    what: 'Broken content policies are reported, within limits',
    proofs: [
      ['protocol', 'is logged in either form, without secrets of the address'],
      ['protocol', 'that is none is passed over; a long one and the twenty-first in a minute are refused'],
    ],
  },
  {
    items: '4.1.1, 13.4.1, 13.4.6',
    what: 'Character sets are said; no hidden file, source map or data lies under the site',
    proofs: [
      ['hardening', 'every page says its character set'],
      ['hardening', '%s is not served'],
      ['hardening', 'static/ holds no source maps and no hidden files'],
    ],
  },
  {
    items: '4.1.3, 15.3.4',
    what: 'The client’s address is believed from configured proxies alone',
    proofs: [['hardening', 'is believed from a configured proxy alone']],
  },
  {
    items: '6.2.6, 6.2.7',
    what: 'Password managers and pasting work',
    proofs: [['hardening', 'password managers know every field']],
  },
  {
    items: '6.3.8',
    what: 'Asking for mails takes as long for every address',
    proofs: [
      ['sameTime', 'in asking for a new password or a new confirmation'],
      ['sameTime', 'in registering, where an account is made or its owner is told'],
    ],
  },
  {
    items: '8.2.3, 15.3.3',
    what: 'No form takes fields that it does not have',
    proofs: [['hardening', '%s refuses fields that it does not have']],
  },
  {
    items: '8.3.1, 8.4.2',
    what: 'Roles are given and taken with a fresh proof, told by mail, written down; the last administrator stays',
    proofs: [
      ['administer', 'are given and taken back: told by mail, written down, and every session ends'],
      ['administer', 'of the last administrator stay'],
      ['access', 'asked by the %s'],
    ],
  },
  {
    items: '6.4.4, 6.4.6, 7.4.5',
    what: 'Administrators help without seeing secrets',
    proofs: [
      ['administer', 'a link for a new password goes by mail'],
      ['administer', 'second factors are removed with their codes; the person is told who did it'],
      ['administer', 'every session is ended'],
      ['hardening', 'no hash, seal of a password or secret of a link'],
    ],
  },
  {
    items: '13.3.1, 13.3.2',
    what: 'Secrets are made at the first start, for each purpose, for their owner’s eyes',
    proofs: [
      ['secretsFile', 'makes a secret that its owner alone can read'],
      ['secretsFile', 'keys differ by purpose'],
      ['secretsFile', 'a secret that others can read stops the start'],
    ],
  },
  {
    items: '13.1.4, 13.3.1',
    what: 'The secret is changed without signing anybody out; the old one counts for a day, or not',
    proofs: [
      ['secretsFile', 'after a change the new secret seals'],
      ['secretChange', 'sessions, open forms, sign-ins under way and apps outlive a change of the secret'],
    ],
  },
  {
    items: '15.1.2, 15.2.1',
    what: 'A bill of materials, and a check for known vulnerabilities that needs no network',
    proofs: [
      ['packages', 'the bill of materials names every package that is delivered'],
      ['packages', 'a folder of advisories is enough'],
    ],
  },
  {
    items: '14.2.4, 14.2.7',
    what: 'Studies that nobody uses are removed after a notice, where administrators wish it',
    proofs: [
      ['retention', 'is removed with its files, two weeks after its owner was told, once'],
      ['retention', 'nobody loses a study without notice'],
    ],
  },
  {
    items: '16.2.1, 16.3.1, 16.3.2, 16.3.3',
    what: 'Security events carry who, when, where from and the request’s id',
    proofs: [
      ['protocol', 'what one request did is noted under one id'],
      ['protocol', 'refusals are logged as security events'],
      ['administer', 'a look at a person is written down, once in a quarter of an hour'],
      ['secrets', 'tells in the audit who signed in, what was refused and what changed'],
    ],
  },
  {
    items: '16.2.5, 16.4.1, 14.2.1',
    what: 'No password, link, code or address of a person in logs, database, output or pages; one event is one line',
    proofs: [
      ['secrets', 'leaves no secret in %s'],
      ['secrets', 'leaves none in what the server prints, nor in the pages of any answer'],
      ['secrets', 'writes one JSON object a line into the log'],
    ],
  },
  {
    items: '16.4.2',
    what: 'The audit is only added to, sealed, exported and checked anywhere',
    proofs: [
      ['audit', 'is exported with its seals; a changed, added or missing line is found anywhere'],
      ['audit', 'rows of the audit cannot be changed or removed'],
    ],
  },
  {
    items: '16.5.1, 16.5.2, 16.5.3, 16.5.4',
    what: 'Bugs tell a reference and nothing of themselves; what breaks stays shut',
    proofs: [
      ['protocol', 'a bug tells a reference that the log knows, and nothing of itself'],
      ['protocol', 'programs are told of a mistake in a form that they can read'],
      ['hardening', 'with a database that fails at %s'],
    ],
  },
  {
    items: '12.3.2',
    what: 'Certificates of mail servers are verified',
    proofs: [['mail', 'a certificate that nobody vouches for is refused']],
  },
  {
    items: '1.3.11',
    what: 'Thirty names that would steer a mail are text in it',
    proofs: [['mail', 'is text in a mail and sends it to nobody else']],
  },
]

/** The table as a page. */
export function asvsPage(): string {
  const inOrder = requirements.toSorted((a, b) => a.items.localeCompare(b.items, 'en', { numeric: true }))
  const rows = inOrder.map(({ items, what, proofs }) => {
    const names = proofs.map(([file, title]) => `${title} (\`${tests[file]}\`)`).join('<br>')
    return `| ${items} | ${what} | ${names} |`
  })
  return [
    '# OWASP ASVS 5.0.0: which test holds which requirement',
    '',
    'Written by `bun test/asvs.ts`. Not here because the site has none of it: V9, V10, V17.',
    '',
    '| items | requirement in our words | tests |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

export const proofFile = (file: keyof typeof tests) => join(import.meta.dir, tests[file])

/** Titles that stand for proofs, of which a run has skipped every test. */
export function skippedProofs(cases: TestCase[]): string[] {
  return requirements.flatMap(({ proofs }) =>
    proofs.flatMap(([file, title]) => {
      const [first = '', ...more] = title.split('%s')
      const matching = cases.filter(
        ({ file: path, name }) =>
          path.endsWith(`test/${tests[file]}`) &&
          name.includes(first) &&
          more.every(part => name.includes(part)),
      )
      return matching.length > 0 && matching.every(({ outcome }) => outcome === 'skipped') ? [title] : []
    }),
  )
}

if (import.meta.main) await Bun.write(join(import.meta.dir, 'asvs.md'), asvsPage())
