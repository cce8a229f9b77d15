import type { Frame } from '../frame.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Operator, type OperatorFacts } from './operator.tsx'
import { Prose } from './prose.tsx'

/** Who runs the site: the operator's own text, and what the settings say. */
export function ImprintPage({
  frame,
  text,
  ...operator
}: { frame: Frame; text: string | null } & OperatorFacts) {
  return (
    <Prose frame={frame} title="Imprint">
      {text === null ? '' : <Markdown text={text} />}
      <Operator {...operator} />
    </Prose>
  )
}
