import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import type { DraftView } from './preflight.tsx'

/** Another way to read the models: what a form says, and its button. */
export interface ReadingChoice {
  name: string
  text: string
}

interface ReadingProps {
  frame: Frame
  draft: DraftView
  readings: ReadingChoice[]
}

/** Answers to what was found in the models; each has them read again. */
export function ReadingCard({ frame, draft, readings }: ReadingProps) {
  return (
    <Card id="reading" title="Read the models differently">
      <p class="help">The files stay as they are; they are read and checked again.</p>
      <div class="actions">
        {readings.map(({ name, text }) => (
          <Form action={paths.draftFiles(draft.id)} frame={frame} files>
            <input type="hidden" name="reading" value={name} />
            <button type="submit" class="quiet" safe>
              {text}
            </button>
          </Form>
        ))}
      </div>
    </Card>
  )
}
