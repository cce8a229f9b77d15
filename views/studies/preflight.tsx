import type { AnswerFields } from '#src/studies/curveAnswers.ts'
import type { FindingWords } from '#src/studies/findings.ts'
import type { ReadingName } from '#src/studies/reading.ts'
import type { Suggestions } from '#src/studies/suggestions.ts'
import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { CheckHeader } from './checkHeader.tsx'
import type { UnitChoice } from './curveFields.tsx'
import { FindingsCard } from './findings.tsx'
import { FramesCard, type FramesView } from './framesCard.tsx'
import type { InspectedCurve, StudyInspection } from './inspection.ts'
import { InspectionCards } from './inspectionCards.tsx'
import { ReadingCard } from './readingCard.tsx'
import { ReplaceFileCard } from './replaceFileCard.tsx'
import { SaveStudyCard } from './saveStudyCard.tsx'

export interface NamedFile {
  name: string
  bytes: number
}

export interface DraftView {
  id: number | string
  name: string
  skipVariational: boolean
  files: Record<'curve' | 'library' | 'profiles', NamedFile | null> & {
    more?: NamedFile[]
    moreProfiles?: NamedFile[]
  }
  expiresAt: Date
  limits: { requestBytesMax: number }
}

/** A curve as it would be analysed, what is asked about it, and what the check suggests. */
export interface CheckedCurve {
  curve: InspectedCurve
  question: UnitChoice
  suggestions: Suggestions
  fields: AnswerFields
}

export interface CheckedCurves {
  curves: CheckedCurve[]
  /** Whether they have too few points for any result. */
  areTooFewPoints?: boolean
}

interface PreflightProps {
  frame: Frame
  draft: DraftView
  form: FormState
  findings: FindingWords[]
  /** The files as they would be analysed; null where a problem keeps them from it. */
  checked: (Pick<StudyInspection, 'library'> & CheckedCurves) | null
  /** Of trajectories; null without one. */
  frames: FramesView | null
  /** Other ways to read the models that what was found suggests. */
  readings: ReadingName[]
}

/** The files of an upload as they were read, before the study is saved: save, correct or discard them. */
export function PreflightPage({ frame, draft, form, findings, checked, frames, readings }: PreflightProps) {
  return (
    <Layout
      title={`Check · ${draft.name}`}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      scripts={['upload.js', 'tables.js']}
      tour="preflight"
    >
      <CheckHeader frame={frame} draft={draft} />
      <Verdict findings={findings} areTooFewPoints={checked?.areTooFewPoints} />
      {checked ? <SaveStudyCard {...{ frame, draft, form }} {...checked} /> : ''}
      {frames ? <FramesCard frame={frame} draft={draft} form={form} frames={frames} /> : ''}
      <FindingsCard findings={findings} />
      {readings.length > 0 ? <ReadingCard frame={frame} draft={draft} readings={readings} /> : ''}
      {checked ? (
        <InspectionCards found={{ ...checked, curves: checked.curves.map(({ curve }) => curve) }} />
      ) : (
        ''
      )}
      <ReplaceFileCard frame={frame} draft={draft} form={checked ? { values: {}, errors: {} } : form} />
    </Layout>
  )
}

interface VerdictProps {
  findings: Pick<FindingWords, 'level'>[]
  /** What to do about a problem, where the files cannot be chosen anew on the page. */
  advice?: string
  areTooFewPoints?: boolean | undefined
}

/** Whether the files can be analysed. */
export function Verdict({ findings, advice, areTooFewPoints }: VerdictProps) {
  const count = (level: FindingWords['level']) => findings.filter(finding => finding.level === level).length
  const problems = count('problem')
  const warnings = count('warning')
  if (problems > 0)
    return (
      <Notice
        kind="problem"
        title={`${formatCount(problems, 'problem prevents', 'problems prevent')} the analysis of these files`}
      >
        {advice ? (
          <p safe>{advice}</p>
        ) : (
          <p>
            Correct each file named below and <a href="#replace">choose it again</a>; the other files stay.
          </p>
        )}
      </Notice>
    )
  if (areTooFewPoints)
    return (
      <Notice
        kind="warning"
        title="These files can be saved, but so few points tell nothing about an ensemble"
      />
    )
  if (warnings > 0)
    return (
      <Notice
        kind="warning"
        title={`The files can be analysed; ${formatCount(warnings, 'warning')} to check first`}
      />
    )
  return <Notice kind="done" title="The files can be analysed" />
}
