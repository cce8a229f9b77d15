import { Html } from '@kitajs/html'
import { blankForm, type Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { exactMinute, Time } from '../ui/time.tsx'
import { AccountFrame } from './accountFrame.tsx'
import { CurrentPassword } from './credentials.tsx'
import { PasskeyForm } from './passkeyForm.tsx'

export interface FactorRow {
  id: number
  kind: 'totp' | 'passkey'
  name: string
  createdAt: Date
}

interface FactorsProps {
  frame: Frame
  factors: FactorRow[]
  recoveryCodes: number
  /** What the browser needs to make a passkey. */
  passkey: object
  /** From when on the administration opens only with one; undefined for whoever does not administer. */
  dueAt?: Date
}

export function FactorsPage({ frame, factors, recoveryCodes, passkey, dueAt }: FactorsProps) {
  return (
    <AccountFrame frame={frame} title="Second factor" scripts={['passkey.js']}>
      <p class="lead">A second factor protects your account even if your password is stolen.</p>
      {dueAt && factors.length === 0 ? (
        <Notice kind="warning" title="Administrators need a second factor">
          <p safe>
            {`Add an app or a passkey below. From ${exactMinute(dueAt)} on, you can open the administration only with one.`}
          </p>
        </Notice>
      ) : (
        ''
      )}
      <Card title="Your second factors">
        {factors.length === 0 ? (
          <EmptyState icon="shield" title="No second factor yet">
            <p>Add an authenticator app or a passkey below.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {factors.map(factor => (
              <Factor frame={frame} factor={factor} isLast={factors.length === 1} />
            ))}
          </ul>
        )}
      </Card>
      <Card title="Add a second factor">
        <div class="actions">
          <a class="button" href={paths.app()}>
            Add an authenticator app
          </a>
          <PasskeyForm frame={frame} action={paths.passkeys()} create={passkey} verb="Add a passkey" />
        </div>
        <noscript>
          <p class="help">Passkeys need JavaScript; an authenticator app does not.</p>
        </noscript>
      </Card>
      {factors.length > 0 ? (
        <Card title="Recovery codes">
          <p>
            {Html.escapeHtml(
              recoveryCodes === 0 ? 'No code is left.' : `${formatCount(recoveryCodes, 'code')} left.`,
            )}{' '}
            Each signs you in once, if you lose your other second factors.
          </p>
          <Form action={paths.recoveryCodes()} frame={frame}>
            <button type="submit" class="quiet">
              Create new codes
            </button>
          </Form>
        </Card>
      ) : (
        ''
      )}
    </AccountFrame>
  )
}

function Factor({ frame, factor, isLast }: { frame: Frame; factor: FactorRow; isLast: boolean }) {
  return (
    <li>
      <div>
        <strong safe>{factor.name}</strong>
        <p class="help">
          added <Time at={factor.createdAt} now={frame.now} />
        </p>
      </div>
      <ConfirmForm
        id={`remove-${factor.id}`}
        action={paths.factorRemoval(factor.id)}
        frame={frame}
        verb="Remove"
        question={`Remove “${factor.name}”? You will no longer need it to sign in.`}
      >
        {isLast ? <CurrentPassword form={blankForm} label="Your password" /> : ''}
      </ConfirmForm>
    </li>
  )
}
