import { Html } from '@kitajs/html'
import { shareBadges } from '../analyses/shareOptions.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import type { SharedFacts } from '../ui/sharedNotice.tsx'
import { exactMinute, Time } from '../ui/time.tsx'
import { AccountFrame } from './accountFrame.tsx'

interface OpenedLink extends SharedFacts {
  id: number
  name: string
  href: string
  shows: keyof typeof shareBadges
  openedAt: Date
}

/** Links of other people that were opened with this account. */
export function SharedWithMePage({ frame, links }: { frame: Frame; links: OpenedLink[] }) {
  return (
    <AccountFrame frame={frame} title="Shared with me">
      <p class="lead">
        Studies and results whose links you opened while signed in. Links that expired or were withdrawn are
        not listed. The owners do not see that you opened them.
      </p>
      <Card title="Links">
        {links.length === 0 ? (
          <EmptyState icon="eye" title="No link yet">
            <p>Open a link to a study or a result that somebody sent you: from then on it is listed here.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {links.map(link => (
              <LinkRow frame={frame} link={link} />
            ))}
          </ul>
        )}
      </Card>
    </AccountFrame>
  )
}

function LinkRow({ frame, link }: { frame: Frame; link: OpenedLink }) {
  const { id, name, href, shows, by, until, openedAt } = link
  return (
    <li>
      <div>
        <a href={href} safe>
          {name}
        </a>{' '}
        <Badge tone="quiet" text={shareBadges[shows]} />
        <p class="help">
          {by === null ? '' : Html.escapeHtml(`by ${by}, `)}
          opened <Time at={openedAt} now={frame.now} />, expires{' '}
          <time datetime={until.toISOString()} safe>
            {exactMinute(until)}
          </time>
        </p>
      </div>
      <ConfirmForm
        id={`forget-${id}`}
        action={paths.sharedWithMeRemoval(id)}
        frame={frame}
        verb="Remove"
        question={`Remove “${name}” from this list? The link still works.`}
      />
    </li>
  )
}
