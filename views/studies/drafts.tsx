import type { Frame, RunState } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'

export interface DraftRow {
  id: number | string
  name: string
  state: RunState
  bytes: number
  expiresAt: Date
}

const stateWords: Record<RunState, string> = {
  waiting: 'Waiting to be checked',
  running: 'Being checked',
  done: 'Checked: open to continue',
  failed: 'Could not be checked',
  cancelled: 'Could not be checked',
}

/** Uploads that are not studies yet; nothing when there are none. */
export function DraftsCard({ frame, drafts }: { frame: Frame; drafts: DraftRow[] }) {
  if (drafts.length === 0) return ''
  return (
    <Card id="drafts" title="Unsaved uploads">
      <ul class="files">
        {drafts.map(draft => (
          <li>
            <a href={paths.draft(draft.id)} safe>
              {draft.name || 'Unnamed upload'}
            </a>
            <span class="help">
              <span safe>{`${stateWords[draft.state]}; ${formatBytes(draft.bytes)}, deleted `}</span>
              <Time at={draft.expiresAt} now={frame.now} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
