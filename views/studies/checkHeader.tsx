import type { Frame } from '../frame.ts'
import { Time } from '../ui/time.tsx'
import { DiscardForm } from './checking.tsx'

interface HeaderProps {
  frame: Frame
  draft: { id: number | string; name: string; expiresAt: Date }
}

/** What heads the page of a checked upload: its name, how long it is kept, and the way to discard it. */
export function CheckHeader({ frame, draft }: HeaderProps) {
  return (
    <header class="page-header">
      <div>
        <h1 safe>{`Check of ${draft.name ? `“${draft.name}”` : 'the upload'}`}</h1>
        <p class="help">
          Not saved yet. Unsaved uploads are deleted after 24 hours: this one{' '}
          <Time at={draft.expiresAt} now={frame.now} />.
        </p>
      </div>
      <DiscardForm frame={frame} draft={draft} />
    </header>
  )
}
