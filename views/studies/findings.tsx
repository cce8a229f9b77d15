import type { FindingWords } from '#src/studies/findings.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { formatCount } from '../ui/numbers.ts'
import { inSymbols } from '../ui/symbols.ts'

const levels: Record<FindingWords['level'], { icon: IconName; word: string; tone: string }> = {
  problem: { icon: 'circle-alert', word: 'Problem', tone: 'problem' },
  warning: { icon: 'triangle-alert', word: 'Check', tone: 'warning' },
  note: { icon: 'info', word: 'For your information', tone: 'info' },
}
const order = Object.keys(levels) as FindingWords['level'][]

type ShownFinding = Omit<FindingWords, 'code' | 'field'>

/** Everything that was found in the files, the gravest first: where, what, and what to do. */
export function FindingsCard({ findings }: { findings: ShownFinding[] }) {
  const sorted = findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
  return (
    <Card id="findings" title="What the check found">
      {sorted.length === 0 ? (
        <EmptyState icon="circle-check" title="No problems found">
          <p>Every line of every file was read.</p>
        </EmptyState>
      ) : (
        <ul class="findings">
          {sorted.map(finding => (
            <FindingItem finding={finding} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function FindingItem({ finding }: { finding: ShownFinding }) {
  const { icon, word, tone } = levels[finding.level]
  const { file, line, files, message, advice } = finding
  const more = files > 1 ? ` and ${formatCount(files - 1, 'more file', 'more files')}` : ''
  const where = `${file}${line === null ? '' : `, line ${line}`}${more}`
  return (
    <li class={`finding finding-${tone}`}>
      <Icon name={icon} label={word} />
      <div>
        {file ? <strong safe>{where}</strong> : ''}
        <p safe>{inSymbols(message)}</p>
        {advice ? (
          <p class="help" safe>
            {inSymbols(advice)}
          </p>
        ) : (
          ''
        )}
      </div>
    </li>
  )
}
