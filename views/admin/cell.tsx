import type { Value } from '#src/admin/listRows.ts'
import type { Frame, RunState } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge, StateBadge } from '../ui/badge.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'

/** States of mails and requests; those of jobs and analyses have badges already. */
const ownStates: Record<string, Parameters<typeof Badge>[0]> = {
  sent: { tone: 'good', icon: 'circle-check', text: 'Sent' },
  approved: { tone: 'good', icon: 'circle-check', text: 'Approved' },
  refused: { tone: 'bad', icon: 'circle-x', text: 'Refused' },
}

interface CellProps {
  frame: Frame
  cell: Value
  /** All of it, where a list shows the beginning. */
  whole?: boolean
  /** Where something around it is a link already. */
  plain?: boolean
}

/** What stands in one column of one row. */
export function CellContent({ frame, cell, whole, plain }: CellProps) {
  switch (cell.kind) {
    case 'text':
      return <span safe>{whole ? cell.text : shortened(cell.text, 160)}</span>
    case 'link':
      return plain ? (
        <span safe>{cell.text}</span>
      ) : (
        <a href={paths.adminRow(cell.table, cell.id)} safe>
          {cell.text}
        </a>
      )
    case 'number':
      return <span>{cell.value}</span>
    case 'bytes':
      return <span safe>{formatBytes(cell.value)}</span>
    case 'time':
      return <Time at={new Date(cell.at)} now={frame.now} />
    case 'flag':
      return <span>{cell.is ? 'yes' : 'no'}</span>
    case 'state':
      return Object.hasOwn(ownStates, cell.state) ? (
        <Badge {...ownStates[cell.state]!} />
      ) : (
        <StateBadge state={cell.state as RunState} />
      )
    case 'parts':
      return (
        <span>
          {cell.parts.map(({ title, value }, index) => (
            <>
              <span safe>{`${index > 0 ? ', ' : ''}${title.toLowerCase()} `}</span>
              <CellContent frame={frame} cell={value} whole={whole} plain={plain} />
            </>
          ))}
        </span>
      )
    case 'data':
      return whole ? (
        <pre tabindex="0" safe>
          {JSON.stringify(JSON.parse(cell.json), null, 2)}
        </pre>
      ) : (
        <code safe>{shortened(cell.json, 80)}</code>
      )
    case 'none':
      return <span class="help">–</span>
  }
}

const shortened = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text)
