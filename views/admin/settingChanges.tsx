import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { typographic } from '../ui/symbols.ts'
import { Time } from '../ui/time.tsx'

/** A change of a setting, in words. */
export interface ShownChange {
  id: number
  at: Date
  by: string
  title: string
  before: string
  after: string
  /** Whether what it set still holds, so that it can be undone. */
  holds: boolean
}

interface SettingChangesProps {
  frame: Frame
  changes: ShownChange[]
  /** Why one could not be undone. */
  problem?: string
}

/** What administrators changed last, each with its undo. */
export function SettingChanges({ frame, changes, problem }: SettingChangesProps) {
  return (
    <Card id="changes" title="Last changes">
      {problem ? (
        <Notice kind="problem">
          <p safe>{typographic(problem)}</p>
        </Notice>
      ) : (
        ''
      )}
      {changes.length === 0 ? <p class="help">Every setting has its default.</p> : ''}
      <ul class="rows">
        {changes.map(({ id, at, by, title, before, after, holds }) => (
          <li>
            <div>
              <strong safe>{title}</strong>
              <p safe>{`From ${before} to ${after}`}</p>
              <p class="help">
                <span safe>{`${by}, `}</span>
                <Time at={at} now={frame.now} />
              </p>
            </div>
            {holds ? (
              <Form action={paths.settingUndo(id)} frame={frame} class="inline">
                <button type="submit" class="quiet" aria-label={`Undo: ${title}, from ${before} to ${after}`}>
                  Undo
                </button>
              </Form>
            ) : (
              ''
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
