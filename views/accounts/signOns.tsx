import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Time } from '../ui/time.tsx'
import { AccountFrame } from './accountFrame.tsx'

interface SignOnsProps {
  frame: Frame
  connected: { id: number; name: string; createdAt: Date; usedAt: Date | null }[]
  providers: { key: string; name: string }[]
}

/** The accounts elsewhere with which one signs in here. */
export function SignOnsPage({ frame, connected, providers }: SignOnsProps) {
  return (
    <AccountFrame frame={frame} title="Other accounts">
      <p class="lead">Sign in here with an account that you have elsewhere, in place of your password.</p>
      <Card title="Connected">
        {connected.length === 0 ? (
          <EmptyState icon="shield" title="No account connected yet">
            <p>Connect one below.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {connected.map(({ id, name, createdAt, usedAt }) => (
              <li>
                <div>
                  <strong safe>{name}</strong>
                  <p class="help">
                    connected <Time at={createdAt} now={frame.now} />
                    {usedAt ? (
                      <>
                        , last used <Time at={usedAt} now={frame.now} />
                      </>
                    ) : (
                      ''
                    )}
                  </p>
                </div>
                <ConfirmForm
                  id={`remove-${id}`}
                  action={paths.signOnRemoval(id)}
                  frame={frame}
                  verb="Remove"
                  question={`Remove ${name}? You can sign in with your password, or ask for a new one by mail.`}
                />
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title="Connect">
        <div class="actions">
          {providers.map(({ key, name }) => (
            <a class="button" href={paths.signOn(key, { next: paths.signOns() })} safe>
              {`Connect ${name}`}
            </a>
          ))}
        </div>
      </Card>
    </AccountFrame>
  )
}
