import type { FramesFacts } from '#src/studies/chooseFrames.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { formatCount, formatDuration, formatInteger } from '../ui/numbers.ts'

export interface FramesView extends FramesFacts {
  /** What the profile of one frame takes here, s; null where that is not known. */
  secondsEach: number | null
}

interface FramesProps {
  frame: Frame
  draft: { id: number | string }
  form: FormState
  frames: FramesView
}

/** Which frames of the trajectories are models; another choice has the files read again. */
export function FramesCard({ frame, draft, form, frames }: FramesProps) {
  const { trajectories, choice, models, options, secondsEach } = frames
  const values = {
    first: String(choice.first),
    last: choice.last === null ? '' : String(choice.last),
    every: String(choice.every),
    ...form.values,
  }
  const state = { ...form, values }
  return (
    <Card id="frames" title="Frames">
      <FactList
        facts={[
          ...trajectories.map(each => [each.name, extentOf(each)]),
          ['Models now', `${formatCount(models, 'frame')}${timeOf(models, secondsEach)}`],
        ]}
      />
      <section class="table-wrap" tabindex="0" aria-label="Choices of frames">
        <table>
          <thead>
            <tr>
              <th scope="col">Frames</th>
              <th scope="col" class="number">
                Models
              </th>
              <th scope="col" class="number">
                Profiles take
              </th>
            </tr>
          </thead>
          <tbody>
            {options.map(({ every, models: count }) => (
              <tr>
                <th scope="row">
                  <Form action={paths.draftFiles(draft.id)} frame={frame} files>
                    <input type="hidden" name="first" value="0" />
                    <input type="hidden" name="last" value="" />
                    <input type="hidden" name="every" value={String(every)} />
                    <button type="submit" class="quiet" safe>
                      {every === 1 ? 'Use all' : `Use every ${ordinal(every)}`}
                    </button>
                  </Form>
                </th>
                <td class="number" safe>
                  {formatInteger(count)}
                </td>
                <td class="number" safe>
                  {secondsEach === null ? '–' : formatDuration(count * secondsEach)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Form action={paths.draftFiles(draft.id)} frame={frame} files>
        <p class="help">
          Frames are counted from 0, as in VMD, MDAnalysis and MDTraj. Leave out the equilibration with the
          first frame.
        </p>
        <div class="pair">
          <Field form={state} name="first" label="First frame" type="number" min="0" step="1" />
          <Field
            form={state}
            name="last"
            label="Last frame"
            type="number"
            min="0"
            step="1"
            optional="to the end"
          />
          <Field form={state} name="every" label="Every n-th frame" type="number" min="1" step="1" />
        </div>
        <div class="actions">
          <button type="submit" class="quiet">
            Use these frames
          </button>
        </div>
      </Form>
    </Card>
  )
}

function extentOf({ frames, from, to }: FramesFacts['trajectories'][number]): string {
  const count = formatCount(frames, 'frame')
  if (from === null || to === null) return count
  return `${count}, ${Number(from.toPrecision(6))} to ${Number(to.toPrecision(6))} ns`
}

const timeOf = (models: number, secondsEach: number | null) =>
  secondsEach === null ? '' : `; their profiles take about ${formatDuration(models * secondsEach)}`

/** `2nd`, `3rd`, `10th`. */
function ordinal(count: number): string {
  const tens = count % 100
  return `${count}${tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`
}
