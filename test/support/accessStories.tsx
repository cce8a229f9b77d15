/** The administration's pages about accounts, with made-up people. */

import { readConfig } from '#src/config.ts'
import { AccountRequestsPage, type RequestRow } from '#views/admin/accountRequests.tsx'
import type { ShownText } from '#views/admin/identityCards.tsx'
import { OutboxPage } from '#views/admin/outbox.tsx'
import { RegistrationSettingsPage } from '#views/admin/registration.tsx'
import { SiteSettingsPage } from '#views/admin/siteSettings.tsx'
import { UserAccessPage } from '#views/admin/userAccess.tsx'
import { adminTables as tables } from './adminStories.tsx'
import { blankForm, frameAt, now } from './storyData.ts'

const accountForm = {
  values: { factorGraceDays: '7', idleMinutes: '240', retentionDays: '180' },
  errors: {},
}
const identity = {
  siteName: 'Beamline P12',
  operator: 'Institute of Structural Biology, Notkestr. 85, 22607 Hamburg',
  hosting: 'At the institute, in Germany',
  contact: 'saxs@lab.example.org',
}
const texts: ShownText[] = [
  { name: 'terms', title: 'Terms of use', href: '/terms', text: '# Ours', since: now.getTime() },
  { name: 'privacy', title: 'Privacy', href: '/privacy', text: null },
  { name: 'imprint', title: 'Imprint', href: '/imprint', text: null },
]
const guestForm = {
  values: { guests: 'loopback', guestsMax: '100', guestDays: '7', guestUploadMb: '10' },
  errors: {},
}
const request = (id: number, state: RequestRow['state']): RequestRow => ({
  id,
  name: 'Cora Small',
  email: 'cora.small@gmail.com',
  institution: 'Small Structures',
  message: 'I analyse beam time data of my former laboratory at home.',
  state,
  createdAt: now,
})
const roles = [
  { name: 'user', description: 'Uploads studies and runs analyses', isHeld: true },
  { name: 'superuser', description: 'Sees and changes everything; needs a second factor', isHeld: false },
  { name: 'beamline', description: 'May start the analysis of the beamline', isHeld: false },
]
const access = {
  frame: frameAt('/admin/users/4/access'),
  tables,
  user: { id: 4, name: 'Rosalind Franklin', email: 'rf@kcl.ac.uk' },
  roles,
}
const mail = {
  to: 'rf@kcl.ac.uk',
  subject: 'Confirm your e-mail address',
  text: 'Dear Rosalind,\n\nWelcome to BioCE Web. Please confirm that this address is yours.\n\nConfirm my address:\nhttp://localhost:3000/confirmation?token=8mC1nEoQmYvT4rH2',
  at: now,
}

const steps = { address: true, mail: false, contact: true, backups: false, registration: true, factor: true }

export const accessStories: Record<string, () => JSX.Element> = {
  userAccess: () => (
    <UserAccessPage
      {...access}
      isMe={false}
      factors={[
        { kind: 'totp', name: 'Authenticator app' },
        { kind: 'passkey', name: 'Laptop' },
      ]}
      recoveryCodes={9}
      sessions={2}
    />
  ),
  userAccessBare: () => <UserAccessPage {...access} isMe factors={[]} recoveryCodes={0} sessions={0} />,
  registrationSettings: () => (
    <RegistrationSettingsPage
      frame={frameAt('/admin/registration')}
      tables={tables}
      mode="academic"
      waiting={2}
      domains={[
        { id: 1, domain: 'structures.example.org', institution: 'Small Structures' },
        { id: 2, domain: 'cora.small@gmail.com', institution: null },
      ]}
      domainForm={{ values: { domain: 'x' }, errors: { domain: 'Use a domain such as lab.example.org.' } }}
      inviteForm={blankForm}
      invited={{ sent: Array(28).fill('x'), known: ['rf@kcl.ac.uk', 'ada@ku.dk'] }}
    />
  ),
  registrationSettingsEmpty: () => (
    <RegistrationSettingsPage
      frame={frameAt('/admin/registration')}
      tables={tables}
      mode="invitation"
      waiting={0}
      domains={[]}
      domainForm={blankForm}
      inviteForm={blankForm}
    />
  ),
  siteSettings: () => (
    <SiteSettingsPage
      frame={frameAt('/admin/settings')}
      tables={tables}
      steps={steps}
      siteForm={{ values: identity, errors: {} }}
      texts={texts}
      folder="/var/lib/bioce/site"
      hasLogo={false}
      accountForm={accountForm}
      guestForm={guestForm}
      guestBytesMax={5e9}
      isSending
      mailTest={{
        to: 'rf@kcl.ac.uk',
        problem: 'Invalid login: 535 Authentication failed',
        dialogue: [
          'S: 220 mail.example.org ESMTP',
          'C: EHLO lab',
          'C: AUTH PLAIN ***',
          'S: 535 Authentication failed',
        ],
      }}
      changes={[
        {
          id: 2,
          at: now,
          by: 'Ada Lovelace',
          title: 'Who may open an account',
          before: '“People with an academic address; others can request an account”',
          after: '“Everybody requests an account, an administrator decides”',
          holds: true,
        },
        {
          id: 1,
          at: now,
          by: 'Ada Lovelace',
          title: 'Contact address',
          before: 'nothing',
          after: 'saxs@lab.example.org',
          holds: false,
        },
      ]}
      environment={readConfig({ BIOCE_SLOTS: '2' }).shown}
    />
  ),
  siteSettingsWrong: () => (
    <SiteSettingsPage
      frame={frameAt('/admin/settings')}
      tables={tables}
      steps={{ ...steps, address: false, backups: false }}
      siteForm={{
        values: { contact: 'x' },
        errors: { contact: 'Use an address such as saxs@lab.example.org.' },
      }}
      texts={texts.map(text => ({ ...text, fault: 'It is not UTF-8.' }))}
      folder="/var/lib/bioce/site"
      hasLogo
      accountForm={{
        values: { ...accountForm.values, idleMinutes: '10' },
        errors: { idleMinutes: 'Use a whole number from 30 to 720.' },
      }}
      guestForm={{
        values: { ...guestForm.values, guestDays: '365' },
        errors: { guestDays: 'Use a whole number from 1 to 90.' },
      }}
      guestBytesMax={5e9}
      isSending={false}
      changes={[]}
      undoProblem="This setting was changed again since. Undo the later change first."
      environment={readConfig({}).shown}
    />
  ),
  outbox: () => (
    <OutboxPage frame={frameAt('/admin/outbox')} tables={tables} isSending={false} mails={[mail, mail]} />
  ),
  outboxEmpty: () => <OutboxPage frame={frameAt('/admin/outbox')} tables={tables} isSending mails={[]} />,
  accountRequests: () => (
    <AccountRequestsPage
      frame={frameAt('/admin/account-requests')}
      tables={tables}
      requests={[request(1, 'waiting'), request(2, 'approved'), request(3, 'refused')]}
    />
  ),
}
