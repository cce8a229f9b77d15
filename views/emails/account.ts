import type { linkHours } from '#src/accounts/accountMail.ts'
import { paths } from '../paths.ts'
import { exactDay } from '../ui/time.tsx'
import type { MailDraft } from './mailLayout.tsx'

/** What a mail about an account is made of: the site's address, the secret of its link, and its own facts. */
export interface AccountMailFacts {
  origin: string
  /** What the site is called. */
  site: string
  /** Of a mail with a link; minted when it is sent. */
  secret: string | null
  [fact: string]: unknown
}

const notYou = 'If you did not ask for this, ignore this mail: nothing changes unless the link is used.'
const warnYou =
  'If this was not you, reset your password now and end all sessions under Account, then tell the administrators.'

const changes: Record<string, string> = {
  totp_added: 'An authenticator app was added to your account.',
  passkey_added: 'A passkey was added to your account.',
  removed: 'A second factor was removed from your account.',
  removed_by_administrator:
    'An administrator removed every second factor and recovery code of your account, for example because a phone was lost. You can add new ones under Account.',
  recovery_used: 'A recovery code was used to sign in to your account.',
  codes_renewed: 'New recovery codes were made for your account; the old ones no longer work.',
}

const scopeInWords = new Map([
  ['read', 'read your studies and results'],
  ['submit', 'read your studies and results, and start and cancel analyses'],
  ['manage', 'read, start and cancel analyses, rename studies, and delete studies and analyses'],
])

/** The hours of src/accounts/accountMail.ts: their type keeps these the same. */
const hours: typeof linkHours = {
  confirm: 24,
  request_approved: 24,
  reset: 1,
  change_email: 1,
  invitation: 168,
}
const hoursInWords = { 1: 'one hour', 24: '24 hours', 168: 'seven days' }
const works = (kind: keyof typeof hours) => `The link works for ${hoursInWords[hours[kind]]}.`

/** The mails about accounts by kind; each returns its words. */
export const accountMails: Record<string, (facts: AccountMailFacts) => MailDraft> = {
  confirm: ({ origin, site, secret }) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: [`Welcome to ${site}. Please confirm that this address is yours.`],
    action: { text: 'Confirm my address', url: origin + paths.confirmation({ token: secret ?? '' }) },
    after: [works('confirm'), notYou],
  }),
  already_registered: ({ origin }) => ({
    subject: 'You already have an account',
    paragraphs: [
      'Someone, perhaps you, tried to open an account with this address. The address already has an account.',
    ],
    action: { text: 'Sign in', url: origin + paths.signIn() },
    after: ['If you have forgotten the password, choose “Forgot your password?” on that page.'],
  }),
  reset: ({ origin, secret }) => ({
    subject: 'Choose a new password',
    paragraphs: ['Someone, hopefully you, asked to reset the password of your account.'],
    action: { text: 'Choose a new password', url: origin + paths.passwordReset({ token: secret ?? '' }) },
    after: [works('reset'), notYou],
  }),
  token_made: ({ origin, name, scope, days }) => ({
    subject: 'An API token was made for your account',
    paragraphs: [
      `The token “${name}” was made for your account. Programs that have it may ${scopeInWords.get(String(scope))}, for ${days} days.`,
      'If this was not you, revoke it, reset your password and tell the administrators.',
    ],
    action: { text: 'See your tokens', url: origin + paths.tokens() },
  }),
  password_changed: ({ address }) => ({
    subject: 'Your password was changed',
    paragraphs: [`The password of your account was changed${from(address)}.`, warnYou],
  }),
  change_email: ({ origin, secret }) => ({
    subject: 'Confirm your new e-mail address',
    paragraphs: ['You asked to use this address for your account. Please confirm that it is yours.'],
    action: { text: 'Use this address', url: origin + paths.emailChange({ token: secret ?? '' }) },
    after: [works('change_email'), notYou],
  }),
  email_changed: ({ newEmail }) => ({
    subject: 'Your e-mail address was changed',
    paragraphs: [
      `Your account now uses ${String(newEmail)}; mail is no longer sent to this address.`,
      'If this was not you, write to the administrators at once: a new password can be asked for at the new address only.',
    ],
  }),
  new_device: ({ address, agent }) => ({
    subject: 'New sign-in to your account',
    paragraphs: [`Someone signed in to your account on a new device${from(address)}.`],
    facts: agent ? [{ name: 'Browser', value: String(agent) }] : [],
    after: [warnYou],
  }),
  factor_changed: ({ change }) => ({
    subject: 'How you sign in was changed',
    paragraphs: [
      Object.hasOwn(changes, String(change))
        ? changes[String(change)]!
        : 'A second factor of your account was changed.',
      change === 'removed_by_administrator'
        ? 'If you did not ask for this, write to the administrators.'
        : warnYou,
    ],
  }),
  identity_connected: ({ provider }) => ({
    subject: 'Another way to sign in to your account',
    paragraphs: [`Your account can now be opened with your account of ${String(provider)}.`, warnYou],
  }),
  role_changed: ({ role, isHeld }) => ({
    subject: isHeld ? 'You were given a role' : 'A role was taken from you',
    paragraphs: [
      isHeld
        ? `An administrator gave your account the role “${String(role)}”. Sign in again to use it.`
        : `An administrator took the role “${String(role)}” from your account. You were signed out; sign in again to continue.`,
      ...(isHeld && role === 'superuser'
        ? ['Administrators need a second factor: add one under Account, if you have none.']
        : []),
    ],
    after: ['If you did not expect this, ask your administrators.'],
  }),
  account_requested: ({ origin }) => ({
    subject: 'New request for an account',
    paragraphs: ['A person whose address is not on the list of academic domains has requested an account.'],
    action: { text: 'Review the request', url: origin + paths.requestList() },
  }),
  request_received: ({ name }) => ({
    subject: 'We have received your request',
    paragraphs: [
      `Thank you, ${String(name)}. An administrator will review your request for an account and answer by mail.`,
    ],
  }),
  request_approved: ({ origin, secret }) => ({
    subject: 'Your account is ready',
    paragraphs: ['Your request for an account was approved. Choose a password and you can start.'],
    action: { text: 'Choose a password', url: origin + paths.confirmation({ token: secret ?? '' }) },
    after: [works('request_approved')],
  }),
  request_refused: ({ answer }) => ({
    subject: 'About your request for an account',
    paragraphs: [
      'Your request for an account could not be granted.',
      ...(answer ? [`The administrator writes: ${String(answer)}`] : []),
    ],
  }),
  retention: ({ origin, studies }) => ({
    subject: 'Some of your studies will be deleted',
    paragraphs: [
      'This server deletes studies that have not been used for a long time, with their analyses and files. These studies will be deleted:',
    ],
    facts: (studies as { name: string; at: number }[]).map(({ name, at }) => ({
      name,
      value: `on ${exactDay(new Date(at))}`,
    })),
    action: { text: 'Open my studies', url: origin + paths.studies() },
    after: ['To keep one, open it and choose “Keep it longer”, or download its files before that day.'],
  }),
  question: ({ from: asker, question }) => ({
    subject: `A question from ${String(asker)}`,
    paragraphs: [
      `${String(asker)} asks on the contact page. The address was not checked; answer to it if you like.`,
      String(question),
    ],
  }),
  invitation: ({ origin, site, secret, inviter }) => ({
    subject: `${String(inviter)} invites you to ${site}`,
    paragraphs: [`${String(inviter)} invites you to open an account.`],
    action: { text: 'Open my account', url: origin + paths.register({ invitation: secret ?? '' }) },
    after: [works('invitation')],
  }),
}

const from = (address: unknown) => (address ? ` from the address ${String(address)}` : '')
