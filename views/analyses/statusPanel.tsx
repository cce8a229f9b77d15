import type { Children } from '@kitajs/html'
import type { Progress } from '#src/ensemble/contract.ts'
import { type Frame, type RunState, siteNameOf } from '../frame.ts'
import { StateBadge } from '../ui/badge.tsx'
import { formatCount, formatDone, formatDuration, formatShare } from '../ui/numbers.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { typographic } from '../ui/symbols.ts'
import { Time } from '../ui/time.tsx'

export interface RunStatus {
  id: number | string
  name: string
  state: RunState
  createdAt: Date
  startedAt: Date | null
  /** Jobs before this one, while it waits. */
  ahead: number | null
  /** In how many seconds it should start, while it waits; null where that is not known. */
  startsIn?: number | null
  /** What keeps it from starting besides those before it, in words. */
  hold?: string | null
  /** Which try this is: above 1 after a worker was lost. */
  attempt?: number
  progress: Progress | null
  /** Of a method of the laboratory; those of the built-in one without. */
  stages?: { name: string; text: string }[]
  /** How much of the whole is done, 0 to 1, where that can be told. */
  share: number | null
  secondsLeft: number | null
  /** How long it takes once it has begun, while it waits. */
  secondsExpected?: number | null
}

export const tabTitle = (status: RunStatus) =>
  status.state === 'running' && status.share !== null
    ? `${formatShare(status.share)} · ${status.name}`
    : `${stateWords[status.state]} · ${status.name}`

const stateWords: Record<RunState, string> = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

/** The live fragment: sent whole at every change, by the stream and by the polling route alike. */
export function StatusPanel({ frame, status }: { frame: Frame; status: RunStatus }) {
  const { stages = ownStages } = status
  return (
    <section
      class="card status"
      data-state={status.state}
      data-title={`${tabTitle(status)} · ${siteNameOf(frame)}`}
      data-provisional={status.progress ? provisional[status.progress.stage] : undefined}
    >
      <div class="status-head">
        <StateBadge state={status.state} />
        <span class="status-line" role="status" safe>
          {headline(status)}
        </span>
      </div>
      <ProgressBar
        label="Progress of the analysis"
        share={status.state === 'running' ? status.share : null}
      />
      {stages.length > 0 ? (
        <ol class="stages">
          {stages.map(stage => (
            <li class={stageClass(stage.name, stages, status)} safe>
              {stage.text}
            </li>
          ))}
        </ol>
      ) : (
        ''
      )}
      <dl class="facts">
        <Fact name="Submitted">
          <Time at={status.createdAt} now={frame.now} />
        </Fact>
        {status.startedAt ? (
          <Fact name="Started">
            <Time at={status.startedAt} now={frame.now} />
          </Fact>
        ) : (
          ''
        )}
        {status.startsIn && !status.hold ? (
          <Fact name="Starts" text={`in about ${formatDuration(status.startsIn)}`} />
        ) : (
          ''
        )}
        {status.secondsExpected ? (
          <Fact name="Takes" text={`about ${formatDuration(status.secondsExpected)}`} />
        ) : (
          ''
        )}
        {status.secondsLeft !== null ? (
          <Fact name="Time left" text={`about ${formatDuration(status.secondsLeft)}`} />
        ) : (
          ''
        )}
        {(status.attempt ?? 1) > 1 ? <Fact name="Try" text={String(status.attempt)} /> : ''}
      </dl>
    </section>
  )
}

const Fact = ({ name, text, children }: { name: string; text?: string; children?: Children }) => (
  <div>
    <dt safe>{name}</dt>
    {text === undefined ? <dd>{children}</dd> : <dd safe>{text}</dd>}
  </div>
)

function headline({ state, hold, ahead, progress }: RunStatus): string {
  if (state === 'waiting' && hold) return `${typographic(hold)}.`
  if (state === 'waiting')
    return ahead ? `${formatCount(ahead, 'analysis is', 'analyses are')} ahead` : 'Next in line'
  if (state !== 'running') return `${stateWords[state]}. The result opens in a moment.`
  if (!progress) return 'Starting'
  const counted = progress.stage !== 'sampling' && progress.stage !== 'evidence' && progress.total > 1
  const count = counted ? ` (${formatDone(progress)})` : ''
  return `${typographic(progress.message)}${count}`
}

const ownStages: { name: Progress['stage']; text: string }[] = [
  { name: 'reading', text: 'Read' },
  { name: 'profiles', text: 'Profiles' },
  { name: 'hydration', text: 'Hydration' },
  { name: 'selection', text: 'Selection' },
  { name: 'sampling', text: 'Sampling' },
  { name: 'evidence', text: 'Evidence' },
  { name: 'writing', text: 'Results' },
]

/** In which stages there is a provisional answer, and when it changes. */
const provisional: Partial<Record<Progress['stage'], 'stays' | 'changes'>> = {
  selection: 'stays',
  sampling: 'changes',
  evidence: 'stays',
  writing: 'stays',
}

function stageClass(
  name: string,
  stages: readonly { name: string }[],
  { state, progress }: RunStatus,
): string {
  const here = stages.findIndex(stage => stage.name === progress?.stage)
  const index = stages.findIndex(stage => stage.name === name)
  if (state === 'done' || index < here) return 'stage stage-past'
  return index === here ? 'stage stage-here' : 'stage'
}
