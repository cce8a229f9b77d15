import type { Judgement } from '#src/ensemble/diagnose/index.ts'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { inSymbols } from '../ui/symbols.ts'

const noticeOf = { good: 'done', fair: 'warning', poor: 'problem' } as const

/** What the check of the files warned of, where the result is read. */
function FileWarnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return ''
  return (
    <details>
      <summary safe>{`${formatCount(warnings.length, 'warning')} about the files of this study`}</summary>
      <ul>
        {warnings.map(warning => (
          <li safe>{warning}</li>
        ))}
      </ul>
    </details>
  )
}

interface VerdictNoticeProps {
  judgement: Judgement
  /** What the check of the files warned of. */
  warnings?: string[]
}

/** What the result means in plain words. */
export function VerdictNotice({ judgement: { verdict, remarks }, warnings = [] }: VerdictNoticeProps) {
  return (
    <div data-tour-step="verdict">
      <Notice kind={noticeOf[verdict.grade]} title={inSymbols(verdict.words)}>
        <ul class="remarks">
          {remarks.map(remark => (
            <li safe>{inSymbols(remark)}</li>
          ))}
        </ul>
        <FileWarnings warnings={warnings} />
      </Notice>
    </div>
  )
}
