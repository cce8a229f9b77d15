import type { Suggestions } from '#src/studies/suggestions.ts'
import type { UnitQuestion as Weighed } from '#src/studies/units.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { CheckField, Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount, formatNumber } from '../ui/numbers.ts'
import { RadioField } from '../ui/radioField.tsx'
import { inSymbols } from '../ui/symbols.ts'
import type { DraftView } from './preflight.tsx'

export type UnitChoice = Weighed & { answer: '1/A' | '1/nm' | null }

interface SaveStudyProps {
  frame: Frame
  draft: DraftView
  form: FormState
  question: UnitChoice
  suggestions: Suggestions
}

const unitWords = { '1/A': '1/Å', '1/nm': '1/nm' }

/** The form that confirms the unit of q and the name, and saves the study. */
export function SaveStudyCard({ frame, draft, form, question, suggestions }: SaveStudyProps) {
  const values = {
    name: draft.name,
    ...(draft.skipVariational ? { skipVariational: 'on' } : {}),
    ...(question.answer ? { unit: question.answer } : {}),
    ...form.values,
  }
  const state = { ...form, values }
  return (
    <Card id="keep" title="Save study">
      <Form action={paths.draftAcceptance(draft.id)} frame={frame} form={form} data-tour-step="keep">
        <RadioField
          form={state}
          name="unit"
          label={question.ask ? `What is the unit of q in ${draft.files.curve!.name}?` : 'Unit of q'}
          help={inSymbols(question.reason)}
          options={question.options.map(option => ({
            value: option.unit,
            text: unitWords[option.unit] + (option.unit === question.proposal ? ' (our guess)' : ''),
            hint: meaningOf(option),
          }))}
        />
        <SureOfUnit form={form} />
        <p class="help">
          See the plots with q in{' '}
          {question.options.map((option, index) => (
            <>
              {index > 0 ? ' or ' : ''}
              <a href={paths.draft(draft.id, { unit: option.unit })} safe>
                {unitWords[option.unit]}
              </a>
            </>
          ))}
          .
        </p>
        <Field
          form={state}
          name="name"
          label="Name of the study"
          live={paths.studyCheck()}
          minlength={3}
          maxlength={25}
          autocomplete="off"
        />
        <SuggestionFields form={state} suggestions={suggestions} />
        <CheckField
          form={state}
          name="skipVariational"
          label="Skip the variational step"
          help="For small libraries: every model enters the full inference."
        />
        <div class="actions">
          <button type="submit" name="andAnalyse" value="on">
            <Icon name="play" />
            Save and analyse
          </button>
          <button type="submit" class="quiet" data-tour-step="accept">
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

/** Asks once more where the unit that was chosen speaks against what the files show. */
function SureOfUnit({ form }: { form: FormState }) {
  const { unit } = form.values
  if (!form.errors.unit || (unit !== '1/A' && unit !== '1/nm')) return ''
  return <CheckField form={form} name="unitSure" label={`q is in ${unitWords[unit]} all the same`} />
}

/** What the check suggests for the analyses of this study: each is one click. */
function SuggestionFields({ form, suggestions }: { form: FormState; suggestions: Suggestions }) {
  const { leaveOut, errorScale } = suggestions
  return (
    <>
      {leaveOut ? (
        <CheckField
          form={form}
          name="leaveOut"
          label={`Leave out the first ${formatCount(leaveOut.points, 'point')}`}
          help={`Below q = ${formatNumber(leaveOut.qMin)} 1/Å the curve leaves the Guinier line. Analyses of this study start with this smallest q.`}
        />
      ) : (
        ''
      )}
      {errorScale ? (
        <CheckField
          form={form}
          name="scaleErrors"
          label={`Multiply the errors by ${formatNumber(errorScale)}`}
          help="So much the points scatter, in units of their errors. Without it every analysis infers the factor with the weights."
        />
      ) : (
        ''
      )}
    </>
  )
}

function meaningOf({ rg, qMax }: Weighed['options'][number]): string {
  const reach = `q ends at ${formatNumber(qMax)} 1/Å`
  return rg === null ? reach : `Rg would be ${formatNumber(rg)} Å; ${reach}`
}
