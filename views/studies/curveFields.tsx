import type { AnswerFields } from '#src/studies/curveAnswers.ts'
import type { UnitQuestion as Weighed } from '#src/studies/units.ts'
import type { FormState } from '../frame.ts'
import { paths } from '../paths.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'
import { formatNumber } from '../ui/numbers.ts'
import { RadioField } from '../ui/radioField.tsx'
import { inSymbols } from '../ui/symbols.ts'
import type { CheckedCurve, DraftView } from './preflight.tsx'

/** What is asked of each curve before a study is saved. */

export type UnitChoice = Weighed & { answer: '1/A' | '1/nm' | null }

interface CurveFieldsProps {
  form: FormState
  checked: CheckedCurve
}

/** How the fields of a curve open; the radiation, which is asked of several curves alone, as the file suggests it. */
export function openingOf({ curve, question, fields }: CheckedCurve): Record<string, string> {
  return {
    [fields.radiation]: curve.reading?.hasDq ? 'neutrons' : 'x-rays',
    ...(question.answer ? { [fields.unit]: question.answer } : {}),
  }
}

const unitWords = { '1/A': '1/Å', '1/nm': '1/nm' }

/** @param place of the curve, from 0 */
export function UnitFields({
  draft,
  form,
  checked,
  place,
}: CurveFieldsProps & { draft: DraftView; place: number }) {
  const { question, curve, fields } = checked
  return (
    <>
      <RadioField
        form={form}
        name={fields.unit}
        label={question.ask ? `What is the unit of q in ${curve.fileName}?` : 'Unit of q'}
        help={inSymbols(question.reason)}
        options={question.options.map(option => ({
          value: option.unit,
          text: unitWords[option.unit] + (option.unit === question.proposal ? ' (our guess)' : ''),
          hint: meaningOf(option),
        }))}
      />
      <SureOfUnit form={form} fields={fields} />
      <p class="help">
        See the plots with q in{' '}
        {question.options.map((option, index) => (
          <>
            {index > 0 ? ' or ' : ''}
            <a
              href={paths.draft(draft.id, { unit: option.unit, curve: place === 0 ? undefined : place + 1 })}
              safe
            >
              {unitWords[option.unit]}
            </a>
          </>
        ))}
        .
      </p>
    </>
  )
}

/** Asks once more where the unit that was chosen speaks against what the files show. */
function SureOfUnit({ form, fields }: { form: FormState; fields: AnswerFields }) {
  const unit = form.values[fields.unit]
  if (!form.errors[fields.unit] || (unit !== '1/A' && unit !== '1/nm')) return ''
  const label = `q is in ${unitWords[unit]} all the same`
  return <CheckField form={form} name={fields.unitSure} label={label} />
}

/** With what each of several curves was measured: analyses of the study begin with it. */
export function RadiationFields({ form, checked: { curve, fields } }: CurveFieldsProps) {
  return (
    <>
      <SelectField
        form={form}
        name={fields.radiation}
        label="Measured with"
        help={
          curve.reading?.hasDq
            ? 'The file has the resolution of q beside the errors, as files of neutrons do.'
            : 'The profiles of the models are calculated for it.'
        }
        options={[
          { value: 'x-rays', text: 'X-rays (SAXS)' },
          { value: 'neutrons', text: 'Neutrons (SANS)' },
        ]}
      />
      <Field
        form={form}
        name={fields.d2o}
        label="D₂O fraction"
        type="number"
        optional="for neutrons"
        min="0"
        max="1"
        step="any"
        inputmode="decimal"
        help="Volume fraction of D₂O in the solvent: 0 for H₂O, 1 for pure D₂O."
      />
    </>
  )
}

function meaningOf({ rg, qMax }: Weighed['options'][number]): string {
  const reach = `q ends at ${formatNumber(qMax)} 1/Å`
  return rg === null ? reach : `Rg would be ${formatNumber(rg)} Å; ${reach}`
}
