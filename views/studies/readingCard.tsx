import type { ReadingName } from '#src/studies/reading.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import type { DraftView } from './preflight.tsx'

const texts: Record<ReadingName, string> = {
  acceptUnusual: 'Use the models as they are',
  keepSolvent: 'Keep ions and crystallisation agents',
  leaveSolvent: 'Leave ions and crystallisation agents out',
  mixture: 'Read them as a mixture of different particles',
  oneComposition: 'Read them as conformations of one particle',
}

interface ReadingProps {
  frame: Frame
  draft: DraftView
  /** Other ways to read the models that what was found suggests. */
  readings: ReadingName[]
}

/** Answers to what was found in the models; each has them read again. */
export function ReadingCard({ frame, draft, readings }: ReadingProps) {
  return (
    <Card id="reading" title="Read the models differently">
      <p class="help">The files stay as they are; they are read and checked again.</p>
      <div class="actions">
        {readings.map(name => (
          <Form action={paths.draftFiles(draft.id)} frame={frame} files>
            <input type="hidden" name="reading" value={name} />
            <button type="submit" class="quiet" safe>
              {texts[name] ?? ''}
            </button>
          </Form>
        ))}
      </div>
    </Card>
  )
}
