import { Html } from '@kitajs/html'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { CopyButton } from '../ui/copyButton.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'
import { TokenForm } from '../ui/tokenForm.tsx'
import { AccountFrame } from './accountFrame.tsx'

interface TokenRow {
  id: number
  name: string
  scope: 'read' | 'submit' | 'manage'
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
}

const scopeOptions = [
  { value: 'read', text: 'Read', hint: 'See your studies, analyses and results, and download their files.' },
  { value: 'submit', text: 'Submit', hint: 'Read, and also start analyses and cancel them.' },
  {
    value: 'manage',
    text: 'Manage',
    hint: 'Submit, and also rename studies, and delete studies and analyses.',
  },
]

interface TokensProps {
  frame: Frame
  form: FormState
  tokens: TokenRow[]
  daysMax: number
}

export function TokensPage({ frame, form, tokens, daysMax }: TokensProps) {
  return (
    <AccountFrame frame={frame} title="API tokens">
      <p class="lead">
        A token lets a program of yours use this site in your name, without your password:{' '}
        <a href={paths.apiHelp()}>what programs can do</a>.
      </p>
      <Card title="Your tokens">
        {tokens.length === 0 ? (
          <EmptyState icon="shield" title="No token yet">
            <p>No program can use your account. Make a token below to let one.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {tokens.map(token => (
              <Token frame={frame} token={token} />
            ))}
          </ul>
        )}
      </Card>
      <Card title="Make a token">
        <TokenForm
          frame={frame}
          form={form}
          action={paths.tokens()}
          field="token"
          help="What it is for, such as “beamline script”."
          choice={{ name: 'scope', label: 'What it may do', options: scopeOptions }}
          daysMax={daysMax}
          verb="Make the token"
        />
      </Card>
    </AccountFrame>
  )
}

function Token({ frame, token }: { frame: Frame; token: TokenRow }) {
  const { id, name, scope, createdAt, expiresAt, usedAt } = token
  return (
    <li>
      <div>
        <strong safe>{name}</strong> <Badge tone="quiet" text={scope} />
        <p class="help">
          made <Time at={createdAt} now={frame.now} />, {expiresAt > frame.now ? 'expires' : 'expired'}{' '}
          <Time at={expiresAt} now={frame.now} />,{' '}
          {usedAt ? (
            <>
              last used <Time at={usedAt} now={frame.now} />
            </>
          ) : (
            'never used'
          )}
        </p>
      </div>
      <ConfirmForm
        id={`revoke-${id}`}
        action={paths.tokenRevocation(id)}
        frame={frame}
        verb="Revoke"
        question={`Revoke “${name}”? Programs that use it stop working at once.`}
      />
    </li>
  )
}

/** A new token, shown this once. */
export function NewTokenPage({ frame, token, origin }: { frame: Frame; token: string; origin: string }) {
  const example = `curl -H "Authorization: Bearer TOKEN" ${origin}${paths.api()}`
  return (
    <AccountFrame frame={frame} title="Your new token">
      <Notice kind="warning" title="Copy it now">
        <p>It is shown only once. Keep it as you keep a password: whoever has it can act in your name.</p>
      </Notice>
      <pre class="wrapped">
        <code id="new-token" safe>
          {token}
        </code>
      </pre>
      <p>A program sends it with every request, for example to ask what is in your account:</p>
      <pre class="wrapped">
        <code>{Html.escapeHtml(example)}</code>
      </pre>
      <div class="actions">
        <CopyButton of="#new-token" text="Copy the token" isMain />
        <a class="button quiet" href={paths.tokens()}>
          I have copied the token
        </a>
      </div>
    </AccountFrame>
  )
}
