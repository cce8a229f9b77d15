import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { TextField } from '../ui/textField.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

/** How a column is edited. */
interface AdminField {
  name: string
  title: string
  help?: string
  optional?: boolean
  placeholder?: string
  input:
    | { kind: 'text'; max: number; lines?: number }
    | { kind: 'number'; min?: number; unit?: string }
    | { kind: 'time' }
    | { kind: 'choice'; options: { value: string; text: string }[] }
    | { kind: 'flag' }
}

interface AdminFormProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  /** Undefined for a new row. */
  row?: { id: number | string; name: string }
  fields: AdminField[]
  form: FormState
}

export function AdminFormPage({ frame, tables, table, row, fields, form }: AdminFormProps) {
  const title = row ? `Edit ${row.name}` : `New ${table.singular}`
  const back = row ? paths.adminRow(table.name, row.id) : paths.adminTable(table.name)
  return (
    <AdminFrame
      frame={frame}
      tables={tables}
      title={title}
      here={table.name}
      crumbs={[{ text: table.title, href: paths.adminTable(table.name) }]}
    >
      <section class="form-page">
        <h1 safe>{title}</h1>
        <Form
          action={row ? paths.adminRowEdit(table.name, row.id) : paths.newAdminRow(table.name)}
          frame={frame}
          form={form}
        >
          {fields.map(field => (
            <AdminInput field={field} form={form} />
          ))}
          <div class="actions">
            <button type="submit" safe>{`Save the ${table.singular}`}</button>
            <a class="button quiet" href={back}>
              Cancel
            </a>
          </div>
        </Form>
      </section>
    </AdminFrame>
  )
}

function AdminInput({ field, form }: { field: AdminField; form: FormState }) {
  const { input } = field
  const common = { form, name: field.name, label: field.title, help: field.help, optional: field.optional }
  switch (input.kind) {
    case 'text':
      return input.lines ? (
        <TextField {...common} rows={String(input.lines)} />
      ) : (
        <Field {...common} maxlength={input.max} autocomplete="off" />
      )
    case 'number':
      return (
        <Field
          {...common}
          help={field.placeholder ? `Empty: the limit of this site, ${field.placeholder}.` : field.help}
          placeholder={field.placeholder}
          unit={input.unit}
          type="number"
          min={String(input.min ?? '')}
          step="any"
        />
      )
    case 'time':
      return <Field {...common} type="datetime-local" unit="UTC" />
    case 'choice':
      return <SelectField {...common} options={input.options} />
    case 'flag':
      return <CheckField {...common} />
  }
}
