import { Html } from '@kitajs/html'
import { exactTime } from './time.tsx'

export interface SharedFacts {
  /** Who shares it; null where names are not shown. */
  by: string | null
  until: Date
}

/** What whoever has a link to something is told of it. */
export function SharedNotice({ by, until }: SharedFacts) {
  return (
    <p class="help">
      {Html.escapeHtml(`Shared${by ? ` by ${by}` : ''} with everyone who has this link, until `)}
      <time datetime={until.toISOString()} safe>
        {exactTime(until)}
      </time>
      .
    </p>
  )
}
