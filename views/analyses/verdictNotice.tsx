import type { Judgement } from '#src/ensemble/diagnose/index.ts'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { inSymbols } from '../ui/symbols.ts'

const noticeOf = { good: 'done', fair: 'warning', poor: 'problem' } as const

/** More, and what comes first pushes the plots off the screen; on a small one all are folded, by static/components.css. */
const remarksMax = 4

const Sentences = ({ sentences, isBrief }: { sentences: string[]; isBrief?: boolean }) =>
  sentences.length === 0 ? (
    ''
  ) : (
    <ul class={['remarks', isBrief && 'brief']}>
      {sentences.map(sentence => (
        <li safe>{inSymbols(sentence)}</li>
      ))}
    </ul>
  )

interface VerdictNoticeProps {
  judgement: Judgement
  /** What the check of the files warned of. */
  warnings?: string[]
  /** Folds the remarks that matter less. */
  isBrief?: boolean
}

/** What the result means in plain words. */
export function VerdictNotice({
  judgement: { verdict, remarks },
  warnings = [],
  isBrief,
}: VerdictNoticeProps) {
  const [first, others] = isBrief ? [remarks.slice(0, remarksMax), remarks.slice(remarksMax)] : [remarks, []]
  const counts = [
    isBrief && remarks.length > 0 && `${formatCount(remarks.length, 'remark')} in all`,
    warnings.length > 0 && `${formatCount(warnings.length, 'warning')} about the files of this study`,
  ].filter(text => typeof text === 'string')
  return (
    <div data-tour-step="verdict">
      <Notice kind={noticeOf[verdict.grade]} title={inSymbols(verdict.words)}>
        <Sentences sentences={first} isBrief={isBrief} />
        {counts.length > 0 ? (
          <details>
            <summary safe>{counts.join(', ')}</summary>
            <Sentences sentences={others} />
            <Sentences sentences={warnings} />
          </details>
        ) : (
          ''
        )}
      </Notice>
    </div>
  )
}
