import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { Badge } from '../ui/badge.tsx'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { exactMinute, Time } from '../ui/time.tsx'
import { TokenForm } from '../ui/tokenForm.tsx'
import { handOver, optionsFor, shareBadges } from './shareOptions.ts'

interface Share {
  id: number
  name: string
  shows: keyof typeof shareBadges
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
  uses: number
}

/** What is shared, and where its page is. */
export interface SharedThing {
  what: 'study' | 'result'
  crumbs: Crumb[]
  shares: string
  withdrawal(id: number): string
}

interface SharesProps {
  frame: Frame
  thing: SharedThing
  form: FormState
  shares: Share[]
  daysMax: number
}

/** The links to a study or a result. */
export function SharesPage({ frame, thing, form, shares, daysMax }: SharesProps) {
  const { what } = thing
  return (
    <Layout title={`Share this ${what}`} frame={frame} crumbs={thing.crumbs}>
      <h1 safe>{`Share this ${what}`}</h1>
      <p class="lead">
        {what === 'study'
          ? 'Whoever has a link sees the results of this study, those of later analyses too, without an account. Search engines do not list it.'
          : 'Whoever has a link sees the result without an account. Search engines do not list it.'}
      </p>
      <Card title="Links">
        {shares.length === 0 ? (
          <EmptyState icon="eye" title="No link yet">
            <p>Only you can see this {what}. Make a link below to share it.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {shares.map(share => (
              <ShareRow frame={frame} thing={thing} share={share} />
            ))}
          </ul>
        )}
      </Card>
      <Card title="Make a link">
        <TokenForm
          frame={frame}
          form={form}
          action={thing.shares}
          field="share"
          help="Who it is for, such as “referees”."
          choice={{
            name: 'shows',
            label: 'What it shows',
            options: what === 'study' ? [...optionsFor('results'), handOver] : optionsFor('result'),
          }}
          daysMax={daysMax}
          verb="Make the link"
        />
      </Card>
    </Layout>
  )
}

function ShareRow({ frame, thing, share }: Pick<SharesProps, 'frame' | 'thing'> & { share: Share }) {
  const { id, name, shows, createdAt, expiresAt, usedAt, uses } = share
  return (
    <li>
      <div>
        <strong safe>{name}</strong> <Badge tone="quiet" text={shareBadges[shows]} />
        <p class="help">
          made <Time at={createdAt} now={frame.now} />, {expiresAt > frame.now ? 'expires' : 'expired'}{' '}
          <time datetime={expiresAt.toISOString()} safe>
            {exactMinute(expiresAt)}
          </time>
          ,{' '}
          {usedAt ? (
            <>
              opened {uses} {uses === 1 ? 'time' : 'times'}, last <Time at={usedAt} now={frame.now} />
            </>
          ) : (
            'never opened'
          )}
        </p>
      </div>
      <ConfirmForm
        id={`withdraw-${id}`}
        action={thing.withdrawal(id)}
        frame={frame}
        verb="Withdraw"
        question={`Withdraw “${name}”? The link stops working at once.`}
      />
    </li>
  )
}
