import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { CheckField, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { nameMax, nameMin } from '../ui/nameLimits.ts'
import { formatCount, formatNumber } from '../ui/numbers.ts'
import { openingOf, RadiationFields, UnitFields } from './curveFields.tsx'
import type { CheckedCurves, DraftView } from './preflight.tsx'

interface SaveStudyProps extends CheckedCurves {
  frame: Frame
  draft: DraftView
  form: FormState
}

/** The form that confirms the unit of q of each curve and the name, and saves the study. */
export function SaveStudyCard({ frame, draft, form, curves, areTooFewPoints }: SaveStudyProps) {
  const [first] = curves
  const values = {
    name: draft.name,
    ...(draft.skipVariational ? { skipVariational: 'on' } : {}),
    ...Object.assign({}, ...curves.map(openingOf)),
    ...form.values,
  }
  const state = { ...form, values }
  return (
    <Card id="keep" title="Save study">
      <Form action={paths.draftAcceptance(draft.id)} frame={frame} form={form} data-tour-step="keep">
        {curves.length === 1 ? <UnitFields draft={draft} form={state} checked={first!} place={0} /> : ''}
        {curves.length > 1
          ? curves.map((checked, place) => (
              <fieldset>
                <legend safe>{`Curve ${place + 1}: ${checked.curve.fileName}`}</legend>
                <RadiationFields form={state} checked={checked} />
                <UnitFields draft={draft} form={state} checked={checked} place={place} />
                <SuggestionFields form={state} checked={checked} />
              </fieldset>
            ))
          : ''}
        <Field
          form={state}
          name="name"
          label="Name of the study"
          live={paths.studyCheck()}
          minlength={nameMin}
          maxlength={nameMax}
          autocomplete="off"
        />
        {curves.length === 1 ? <SuggestionFields form={state} checked={first!} /> : ''}
        <CheckField
          form={state}
          name="skipVariational"
          label="Skip the variational step"
          help="For small libraries: every model enters the full inference."
        />
        <div class="actions">
          {areTooFewPoints ? (
            ''
          ) : (
            <button type="submit" name="andAnalyse" value="on">
              <Icon name="play" />
              Save and analyse
            </button>
          )}
          <button type="submit" class={areTooFewPoints ? undefined : 'quiet'} data-tour-step="accept">
            <Icon name="check" />
            Save study
          </button>
          <a class="button quiet" href="#replace">
            Choose another file
          </a>
        </div>
      </Form>
    </Card>
  )
}

/** What the check suggests for the analyses of this study: each is one click. */
function SuggestionFields({ form, checked }: { form: FormState; checked: CheckedCurves['curves'][number] }) {
  const { suggestions, fields } = checked
  const { leaveOut, errorScale } = suggestions
  return (
    <>
      {leaveOut ? (
        <CheckField
          form={form}
          name={fields.leaveOut}
          label={`Leave out the first ${formatCount(leaveOut.points, 'point')}`}
          help={`Below q = ${formatNumber(leaveOut.qMin)} 1/Å the curve leaves the Guinier line. Analyses of this study start with this smallest q.`}
        />
      ) : (
        ''
      )}
      {errorScale ? (
        <CheckField
          form={form}
          name={fields.scaleErrors}
          label={`Multiply the errors by ${errorScale.toPrecision(2)}`}
          help={`The points scatter ${errorScale.toPrecision(2)} times as much as their errors say. Without a tick, every analysis infers the factor with the weights.`}
        />
      ) : (
        ''
      )}
    </>
  )
}
