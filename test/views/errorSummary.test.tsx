import { expect, test } from 'bun:test'
import { Field, SelectField } from '#views/ui/field.tsx'
import { Form } from '#views/ui/form.tsx'
import { RadioField } from '#views/ui/radioField.tsx'
import { frameAt } from '../support/storyData.ts'

test('each fault follows the label or legend of its field, as it was escaped, without a colon after a question mark', async () => {
  const form = {
    values: {},
    errors: { unit: 'Choose one.', kind: 'Choose <one>.', 'a"\\': 'Too late.', '': 'Try again.' },
  }
  const choices = [{ value: '1', text: 'one', hint: '' }]
  const page = await (
    <Form action="/" frame={frameAt('/')} form={form}>
      <SelectField form={form} name="unit" label="Unit in <a & b>?" tip={<>A tip</>} options={choices} />
      <RadioField form={form} name="kind" label="Kind" options={choices} />
    </Form>
  )
  expect(faultsOn(page)).toEqual([
    ['#unit', 'Unit in &lt;a &amp; b&gt;? Choose one.'],
    ['#kind', 'Kind: Choose &lt;one&gt;.'],
    ['#a&#34;\\', 'Too late.'],
    [null, 'Try again.'],
  ])
})

test('a fault has the unit of its field, and the group where another has a field of the same label', async () => {
  const form = {
    values: {},
    errors: { idle: 'Use 30 to 720.', d2o: 'Needed.', d2o2: 'Needed.', beam: 'Below 1.' },
  }
  const d2o = (name: string) => <Field form={form} name={name} label="D₂O" optional="for neutrons" />
  const page = await (
    <Form action="/" frame={frameAt('/')} form={form}>
      <Field form={form} name="idle" label="A session ends after" unit="minutes" />
      <fieldset>
        <legend>Curve 1: a.dat</legend>
        {d2o('d2o')}
        <Field form={form} name="beam" label="Beam" />
      </fieldset>
      <details>
        <summary>Curve 2: b.dat</summary>
        {d2o('d2o2')}
      </details>
    </Form>
  )
  expect(faultsOn(page)).toEqual([
    ['#idle', 'A session ends after (minutes): Use 30 to 720.'],
    ['#d2o', 'Curve 1: a.dat, D₂O: Needed.'],
    ['#d2o2', 'Curve 2: b.dat, D₂O: Needed.'],
    ['#beam', 'Beam: Below 1.'],
  ])
})

function faultsOn(page: string): [href: string | null, text: string][] {
  const faults: [string | null, string][] = []
  new HTMLRewriter()
    .on('.error-summary a, .error-summary span', {
      element: fault => void faults.push([fault.getAttribute('href'), '']),
      text: ({ text }) => {
        faults.at(-1)![1] += text
      },
    })
    .transform(page)
  return faults
}
