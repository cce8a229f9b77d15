import type { RunState } from '../frame.ts'
import { Icon, type IconName } from './icon.tsx'

type Tone = 'good' | 'warning' | 'bad' | 'busy' | 'quiet'

export function Badge({ tone, icon, text }: { tone: Tone; icon?: IconName; text: string }) {
  return (
    <span class={['badge', `badge-${tone}`]}>
      {icon ? <Icon name={icon} /> : ''}
      <span safe>{text}</span>
    </span>
  )
}

const states: Record<RunState, [Tone, IconName, string]> = {
  waiting: ['quiet', 'clock', 'Waiting'],
  running: ['busy', 'loader-circle', 'Running'],
  done: ['good', 'circle-check', 'Done'],
  failed: ['bad', 'circle-x', 'Failed'],
  cancelled: ['quiet', 'ban', 'Cancelled'],
}

export function StateBadge({ state }: { state: RunState }) {
  const [tone, icon, text] = states[state]
  return <Badge tone={tone} icon={icon} text={text} />
}
