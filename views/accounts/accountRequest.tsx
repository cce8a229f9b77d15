import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { EmailField, Field, FieldTip } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Time } from '../ui/time.tsx'
import { NameFields } from './nameFields.tsx'

/** What an administrator wants to know of a person whose address says too little. */
export function AccountRequestFields({ form }: { form: FormState }) {
  return (
    <>
      <Field
        form={form}
        name="institution"
        label="Institution"
        optional
        maxlength={200}
        autocomplete="organization"
      />
      <div class={['field', form.errors.message && 'field-wrong']}>
        <div class="field-label">
          <label for="message">What you want to use it for</label>
          <FieldTip name="message" label="what you want to use it for" />
        </div>
        <textarea
          id="message"
          name="message"
          rows="4"
          maxlength={2000}
          required
          aria-invalid={form.errors.message ? 'true' : undefined}
          aria-describedby={form.errors.message ? 'message-error' : undefined}
          safe
        >
          {form.values.message ?? ''}
        </textarea>
        {form.errors.message ? (
          <p class="field-error" id="message-error" safe>
            {form.errors.message}
          </p>
        ) : (
          ''
        )}
      </div>
    </>
  )
}

interface AccountRequestProps {
  frame: Frame
  form: FormState
  /** Whether a mail server is set. */
  canMail: boolean
}

/** Where accounts are opened by administrators alone, where no link to confirm an address can be mailed, or for a person whose address was refused. */
export function AccountRequestPage({ frame, form, canMail }: AccountRequestProps) {
  return (
    <Layout title="Ask for an account" frame={frame}>
      <section class="narrow">
        <h1>Ask for an account</h1>
        <p class="lead">
          {canMail
            ? 'An administrator reviews every request and answers by mail.'
            : 'An administrator reviews every request. This server cannot send mails yet: the next page shows where your request stands, so keep its address.'}
        </p>
        <Form action={paths.accountRequests()} frame={frame} form={form}>
          <NameFields form={form} />
          <EmailField form={form} autocomplete="email" />
          <AccountRequestFields form={form} />
          <div class="actions">
            <button type="submit">Ask for an account</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}

interface AccountRequestStatus {
  email: string
  state: 'waiting' | 'approved' | 'refused'
  answer: string | null
  createdAt: Date
  decidedAt: Date | null
}

const wordsByMail = {
  waiting: 'An administrator will review it and answer by mail. Bookmark this page to check the status.',
  approved: 'We sent you a mail with a link to choose a password. After that you can sign in.',
  refused: 'The administrators did not open an account for you.',
}
const wordsWithoutMail = {
  waiting: 'An administrator will review it. This page shows the answer: bookmark it.',
  approved:
    'This server cannot send mails yet. An administrator passes on a link with which you choose a password; after that you can sign in.',
  refused: wordsByMail.refused,
}
const badges = {
  waiting: ['quiet', 'Waiting'],
  approved: ['good', 'Approved'],
  refused: ['bad', 'Refused'],
} as const

interface AccountRequestStatusProps {
  frame: Frame
  plea: AccountRequestStatus
  /** Whether a mail server is set. */
  canMail: boolean
}

/** Where a request stands, for whoever has its address. */
export function AccountRequestStatusPage({ frame, plea, canMail }: AccountRequestStatusProps) {
  const [tone, text] = badges[plea.state]
  const words = canMail ? wordsByMail : wordsWithoutMail
  return (
    <Layout title="Your request" frame={frame}>
      <section class="narrow">
        <h1>Your request for an account</h1>
        <p>
          <Badge tone={tone} icon={plea.state === 'waiting' ? 'clock' : undefined} text={text} />
        </p>
        <p safe>{words[plea.state]}</p>
        {plea.answer ? <blockquote safe>{plea.answer}</blockquote> : ''}
        {plea.state === 'refused' ? (
          <p>
            If you have more information, <a href={paths.accountRequests()}>send a new request</a>.
          </p>
        ) : (
          ''
        )}
        <dl class="facts">
          <div>
            <dt>E-mail</dt>
            <dd safe>{plea.email}</dd>
          </div>
          <div>
            <dt>Requested</dt>
            <dd>
              <Time at={plea.createdAt} now={frame.now} />
            </dd>
          </div>
          {plea.decidedAt ? (
            <div>
              <dt>Decided</dt>
              <dd>
                <Time at={plea.decidedAt} now={frame.now} />
              </dd>
            </div>
          ) : (
            ''
          )}
        </dl>
      </section>
    </Layout>
  )
}
