import { thresholds } from '#src/ensemble/diagnose/index.ts'
import { inSymbols } from '../ui/symbols.ts'

/** Every limit by which a result is judged, as the core has it. */
export function HelpLimits() {
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Good</th>
            <th scope="col">Fair</th>
            <th scope="col">Otherwise</th>
          </tr>
        </thead>
        <tbody>
          {Object.values(thresholds).map(({ name, limits, words }) => (
            <tr>
              <th scope="row" safe>
                {inSymbols(name)}
              </th>
              <td data-label="Good" safe>
                {limits.good}
              </td>
              <td data-label="Fair" safe>
                {limits.fair === limits.good ? '–' : limits.fair.replace('-', '−')}
              </td>
              <td data-label="Otherwise" safe>
                {inSymbols(words.poor)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
