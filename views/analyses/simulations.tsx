import type { RunState } from '../frame.ts'
import { paths } from '../paths.ts'
import { formatShare } from '../ui/numbers.ts'

/** The name of the method in paths. */
export const simulation = 'simulation'

export interface SimulationRow {
  id: number
  name: string
  state: RunState
  share: number | null
  held?: string
  isOfPosterior: boolean
}

/** What was simulated of a result, with what came out. */
export const Simulations = ({ simulations }: { simulations: SimulationRow[] }) => (
  <>
    {simulations.map(each => (
      <p class="help">
        <a href={paths.analysis(each.id)} safe>
          {each.name}
        </a>
        <span safe>{`: ${stateOf(each)} `}</span>
      </p>
    ))}
  </>
)

function stateOf({ state, share, held, isOfPosterior }: SimulationRow): string {
  if (state === 'running' && share !== null) return `running, ${formatShare(share)}`
  if (state !== 'done' || held === undefined) return state
  const of = isOfPosterior ? 'this ensemble' : 'other weights'
  return `simulated curves of ${of} give back ${held} weights above 5 % within their 95 % intervals.`
}
