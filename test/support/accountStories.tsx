/** The pages about accounts with realistic props. */
import { encode } from 'uqr'
import { notAcademic } from '#src/accounts/register.ts'
import { AccountPage } from '#views/accounts/account.tsx'
import { AccountRequestPage, AccountRequestStatusPage } from '#views/accounts/accountRequest.tsx'
import { AgreementPage } from '#views/accounts/agreement.tsx'
import { AppPage, RecoveryCodesPage } from '#views/accounts/app.tsx'
import { EmailPage, PasswordPage } from '#views/accounts/credentials.tsx'
import { DataPage } from '#views/accounts/data.tsx'
import { FactorsPage } from '#views/accounts/factors.tsx'
import { GuestPage } from '#views/accounts/guest.tsx'
import {
  AskForLinkPage,
  ConfirmationPage,
  EmailChangePage,
  PasswordResetPage,
} from '#views/accounts/links.tsx'
import { MailSentPage } from '#views/accounts/mailSent.tsx'
import { ProofPage } from '#views/accounts/proof.tsx'
import { RegisterPage } from '#views/accounts/register.tsx'
import { SecondFactorPage } from '#views/accounts/secondFactor.tsx'
import { SessionsPage } from '#views/accounts/sessions.tsx'
import { SharedWithMePage } from '#views/accounts/sharedWithMe.tsx'
import { SignInPage } from '#views/accounts/signIn.tsx'
import { SignOnsPage } from '#views/accounts/signOns.tsx'
import { NewTokenPage, TokensPage } from '#views/accounts/tokens.tsx'
import { ProblemPage } from '#views/pages/problem.tsx'
import { blankForm, frameAt, now } from './storyData.ts'

const stranger = { viewer: null }
const openedLinks = (['files', 'page', 'blinded', 'handOver'] as const).map((shows, index) => ({
  id: index + 1,
  name: ['Linker ensemble', 'Defaults', 'Shared result', 'Three domains at 4 °C in 150 mM NaCl'][index]!,
  href: `/studies/opened_${index + 1}`,
  shows,
  by: shows === 'blinded' ? null : 'Ada Lovelace',
  until: new Date(now.getTime() + (index + 1) * 86_400_000),
  openedAt: new Date(now.getTime() - index * 5_400_000),
}))
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const passkey = { challenge: 'AAAA', rpId: 'localhost' }
const known = { universities: 23_678, institutes: 349 }
const link = { form: blankForm, token: 't', email: 'rf@kcl.ac.uk' }
const person = { values: { firstName: 'Rosalind', lastName: 'Franklin' }, errors: {} }
const plea = { email: 'ada@gmail.com', answer: null, createdAt: ago(90), decidedAt: null }

const guestLink = {
  secret: 's',
  link: 'https://bioce.example.org/guests/1207.V3VlVnZ0c1BqQ2N6dWJ0Z2V4YW1wbGVzZWFsMDAwMDAwMDA',
  until: new Date('2026-11-29T20:15:06Z'),
  studies: 2,
}
const asGuest = {
  firstName: 'Guest',
  lastName: '',
  email: 'guest@guests.invalid',
  isSuperuser: false,
  guest: { until: guestLink.until, link: '/guests/s' },
}

const providers = [
  { key: 'oidc', name: 'Life Science Login' },
  { key: 'orcid', name: 'ORCID' },
]

export const accountStories: Record<string, () => JSX.Element> = {
  guestLink: () => <GuestPage {...guestLink} frame={frameAt('/guests/s', { viewer: asGuest })} isMe />,
  guestClaim: () => (
    <GuestPage
      {...guestLink}
      frame={frameAt('/guests/s')}
      isMe={false}
      problem="An analysis of “Example” waits or runs. Wait until it has ended, or cancel it, and try again."
    />
  ),
  tokens: () => (
    <TokensPage
      frame={frameAt('/account/tokens')}
      form={{ values: { scope: 'read', tokenDays: '90' }, errors: {} }}
      tokens={[
        {
          id: 1,
          name: 'beamline script',
          scope: 'submit',
          createdAt: ago(9000),
          expiresAt: new Date(now.getTime() + 80 * 86_400_000),
          usedAt: ago(5),
        },
      ]}
      daysMax={365}
    />
  ),
  tokensNone: () => (
    <TokensPage
      frame={frameAt('/account/tokens')}
      form={{
        values: { scope: 'read', tokenDays: '900' },
        errors: { tokenDays: 'Use a whole number from 1 to 365.' },
      }}
      tokens={[]}
      daysMax={365}
    />
  ),
  tokensSeveral: () => (
    <TokensPage
      frame={frameAt('/account/tokens')}
      form={{ values: { scope: 'read', tokenDays: '90' }, errors: {} }}
      tokens={(['manage', 'submit', 'read'] as const).map((scope, n) => ({
        id: n + 1,
        name: ['nightly clean-up of the beamline P12 account', 'beamline script', 'notebook'][n]!,
        scope,
        createdAt: ago(9000 * (n + 1)),
        expiresAt: new Date(now.getTime() + (n - 1) * 2 * 86_400_000 + 3_600_000),
        usedAt: n === 1 ? null : ago(n === 0 ? 3000 : 5),
      }))}
      daysMax={365}
    />
  ),
  newToken: () => (
    <NewTokenPage
      frame={frameAt('/account/tokens')}
      token={`bioce_${'x'.repeat(43)}`}
      origin="http://localhost:3000"
    />
  ),
  register: () => (
    <RegisterPage frame={frameAt('/register', stranger)} form={blankForm} mode="academic" known={known} />
  ),
  registerRefused: () => (
    <RegisterPage
      frame={frameAt('/register', stranger)}
      form={{ values: { ...person.values, email: 'rf@gmail.com' }, errors: { email: notAcademic } }}
      mode="academic"
      canAsk
      known={known}
    />
  ),
  registerInvited: () => (
    <RegisterPage
      frame={frameAt('/register', stranger)}
      form={blankForm}
      mode="invitation"
      invitation={{ secret: 's', email: 'guest@example.org' }}
      known={known}
    />
  ),
  signInWithOthers: () => (
    <SignInPage
      directory="the Institute"
      frame={frameAt('/sign-in', stranger)}
      form={blankForm}
      canRegister
      others={[
        { name: 'Life Science Login', href: '/sign-in/with/oidc' },
        { name: 'ORCID', href: '/sign-in/with/orcid' },
      ]}
    />
  ),
  signOns: () => (
    <SignOnsPage
      frame={frameAt('/account/sign-ons', { site: { operator: '', hasImprint: false, hasSignOn: true } })}
      connected={[{ id: 1, name: 'ORCID', createdAt: now, usedAt: now }]}
      providers={providers}
    />
  ),
  sharedWithMe: () => <SharedWithMePage frame={frameAt('/account/shared')} links={openedLinks} />,
  sharedWithMeEmpty: () => <SharedWithMePage frame={frameAt('/account/shared')} links={[]} />,
  signOnsNone: () => (
    <SignOnsPage
      frame={frameAt('/account/sign-ons', { site: { operator: '', hasImprint: false, hasSignOn: true } })}
      connected={[]}
      providers={providers}
    />
  ),
  plea: () => <AccountRequestPage frame={frameAt('/account-requests', stranger)} form={blankForm} canMail />,
  pleaWithoutMail: () => (
    <AccountRequestPage frame={frameAt('/register', stranger)} form={blankForm} canMail={false} />
  ),
  agreement: () => <AgreementPage frame={frameAt('/agreement')} next="/studies/7" />,
  pleaWaiting: () => (
    <AccountRequestStatusPage
      frame={frameAt('/account-requests/x', stranger)}
      plea={{ ...plea, state: 'waiting' }}
      canMail
    />
  ),
  pleaRefused: () => (
    <AccountRequestStatusPage
      frame={frameAt('/account-requests/x', stranger)}
      plea={{ ...plea, state: 'refused', answer: 'Please ask with your address at work.', decidedAt: ago(5) }}
      canMail
    />
  ),
  pleaWaitingWithoutMail: () => (
    <AccountRequestStatusPage
      frame={frameAt('/account-requests/x', stranger)}
      plea={{ ...plea, state: 'waiting' }}
      canMail={false}
    />
  ),
  pleaApprovedWithoutMail: () => (
    <AccountRequestStatusPage
      frame={frameAt('/account-requests/x', stranger)}
      plea={{ ...plea, state: 'approved', decidedAt: ago(5) }}
      canMail={false}
    />
  ),
  mailSent: () => (
    <MailSentPage frame={frameAt('/confirmations/sent', stranger)} about="confirmation" hasMailServer />
  ),
  mailWaits: () => (
    <MailSentPage
      frame={frameAt('/confirmations/sent', stranger)}
      about="confirmation"
      hasMailServer={false}
    />
  ),
  resetSent: () => (
    <MailSentPage frame={frameAt('/password-resets/sent', stranger)} about="reset" hasMailServer />
  ),
  askForReset: () => (
    <AskForLinkPage frame={frameAt('/password-resets/new', stranger)} form={blankForm} about="reset" />
  ),
  askForConfirmation: () => (
    <AskForLinkPage frame={frameAt('/confirmations/new', stranger)} form={blankForm} about="confirmation" />
  ),
  confirmation: () => (
    <ConfirmationPage frame={frameAt('/confirmation', stranger)} {...link} choose={false} />
  ),
  confirmationChoose: () => (
    <ConfirmationPage frame={frameAt('/confirmation', stranger)} {...link} choose={true} />
  ),
  passwordReset: () => (
    <PasswordResetPage frame={frameAt('/password-reset', stranger)} {...link} lengthMin={15} />
  ),
  emailChange: () => <EmailChangePage frame={frameAt('/email-change')} token="t" email="rf@bbk.ac.uk" />,
  secondFactor: () => (
    <SecondFactorPage
      frame={frameAt('/sign-in', stranger)}
      form={blankForm}
      ticket="t"
      hasApp
      passkey={passkey}
    />
  ),
  account: () => (
    <AccountPage
      frame={frameAt('/account', { flash: { kind: 'done', text: 'Your details are saved.' } })}
      form={person}
      facts={{
        email: 'rf@kcl.ac.uk',
        institution: "King's College London",
        country: 'United Kingdom',
        roles: ['user', 'superuser'],
        createdAt: ago(400_000),
        signInCount: 37,
        signIns: [
          { at: ago(3), address: '192.0.2.14' },
          { at: ago(3000), address: '2001:db8::17' },
        ],
      }}
    />
  ),
  accountPassword: () => (
    <PasswordPage
      frame={frameAt('/account/password')}
      form={{
        values: { endOthers: 'on' },
        errors: { newPassword: 'Use at least 15 characters.' },
      }}
      lengthMin={15}
    />
  ),
  accountEmail: () => <EmailPage frame={frameAt('/account/email')} form={blankForm} current="rf@kcl.ac.uk" />,
  accountSessions: () => (
    <SessionsPage
      frame={frameAt('/account/sessions')}
      sessions={[
        {
          id: 1,
          isThis: true,
          browser: 'Firefox on Linux',
          address: '192.0.2.14',
          remember: true,
          createdAt: ago(3000),
          seenAt: ago(0),
        },
        {
          id: 2,
          isThis: false,
          browser: 'Safari on iOS',
          address: '2001:db8:1:2:3:4:5:6',
          remember: false,
          createdAt: ago(300),
          seenAt: ago(60),
        },
      ]}
    />
  ),
  accountFactors: () => (
    <FactorsPage
      frame={frameAt('/account/factors')}
      factors={[
        { id: 1, kind: 'totp', name: 'Authenticator app', createdAt: ago(9000) },
        { id: 2, kind: 'passkey', name: 'Passkey', createdAt: ago(70) },
      ]}
      recoveryCodes={9}
      passkey={passkey}
      dueAt={new Date(now.getTime() + 3 * 86_400_000)}
    />
  ),
  accountFactorsEmpty: () => (
    <FactorsPage
      frame={frameAt('/account/factors')}
      factors={[]}
      recoveryCodes={0}
      passkey={passkey}
      dueAt={new Date(now.getTime() + 3 * 86_400_000)}
    />
  ),
  accountApp: () => (
    <AppPage
      frame={frameAt('/account/factors/app')}
      form={blankForm}
      modules={encode('otpauth://totp/BioCE%20Web:rf@kcl.ac.uk?secret=JBSWY3DPEHPK3PXP', { border: 0 }).data}
      secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    />
  ),
  recoveryCodes: () => (
    <RecoveryCodesPage
      frame={frameAt('/account/factors/app')}
      codes={Array.from({ length: 10 }, (_, index) => `k3v${index}-qw2m-7xhd`)}
    />
  ),
  proof: () => (
    <ProofPage
      frame={frameAt('/account/proof')}
      form={blankForm}
      next="/admin"
      by="password"
      hasApp={false}
    />
  ),
  proofCode: () => (
    <ProofPage
      frame={frameAt('/account/proof')}
      form={blankForm}
      next="/admin"
      by="code"
      hasApp
      passkey={passkey}
    />
  ),
  proofNeeded: () => (
    <ProblemPage
      frame={frameAt('/admin/account-requests')}
      status={403}
      message="This page needs a recent confirmation of your identity."
      action={{ title: 'Confirm your identity', text: 'Confirm my identity', href: '/account/proof' }}
    />
  ),
  accountData: () => <DataPage frame={frameAt('/account/deletion')} form={blankForm} email="rf@kcl.ac.uk" />,
}
