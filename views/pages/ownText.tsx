import { Markdown } from '../ui/markdown.tsx'
import { exactDay } from '../ui/time.tsx'

/** A text of the operator, and since when it is in force. */
export function OwnText({ text, since }: { text: string; since?: number }) {
  return (
    <>
      <Markdown text={text} />
      {since === undefined ? '' : <p class="help" safe>{`In force since ${exactDay(new Date(since))}.`}</p>}
    </>
  )
}
