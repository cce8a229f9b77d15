import type { Frame } from '../frame.ts'
import { Time } from '../ui/time.tsx'

/** What stands in one column of one row: a text, a moment, or a link to another row. */
export type Cell =
  | { kind: 'text'; text: string; href?: string }
  | { kind: 'number'; value: number }
  | { kind: 'time'; at: Date }
  | { kind: 'flag'; is: boolean }
  | { kind: 'data'; json: string }
  | { kind: 'none' }

export function CellContent({ frame, cell }: { frame: Frame; cell: Cell }) {
  switch (cell.kind) {
    case 'text':
      return cell.href ? (
        <a href={cell.href} safe>
          {cell.text}
        </a>
      ) : (
        <span safe>{cell.text}</span>
      )
    case 'number':
      return <span>{cell.value}</span>
    case 'time':
      return <Time at={cell.at} now={frame.now} />
    case 'flag':
      return <span>{cell.is ? 'yes' : 'no'}</span>
    case 'data':
      return <code safe>{cell.json}</code>
    case 'none':
      return <span class="help">–</span>
  }
}
