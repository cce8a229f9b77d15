import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface MaintenanceProps {
  frame: Frame
  tables: AdminTable[]
  form: FormState
  lengthMax: number
}

const accesses = [
  { value: 'open', text: 'Open: everything works' },
  { value: 'read-only', text: 'Read-only: people can look and change nothing' },
  { value: 'closed', text: 'Closed: people see the maintenance page' },
]

/** What administrators announce over every page, and who gets in meanwhile. */
export function MaintenancePage({ frame, tables, form, lengthMax }: MaintenanceProps) {
  return (
    <AdminFrame frame={frame} tables={tables} title="Maintenance">
      <section class="form-page">
        <h1>Maintenance</h1>
        <p>
          Administrators get in whatever is chosen here, and running analyses go on. To have no new ones
          start, <a href={paths.admin()}>pause the queue</a> too.
        </p>
        <Form action={paths.maintenance()} frame={frame} form={form}>
          <Field
            form={form}
            name="banner"
            label="Line over every page"
            help="What happens and when. Empty for none."
            optional
            maxlength={lengthMax}
            autocomplete="off"
          />
          <Field
            form={form}
            name="until"
            label="Shown until"
            type="datetime-local"
            unit="UTC"
            help="Empty for as long as it stands."
            optional
          />
          <SelectField form={form} name="access" label="Who gets in" options={accesses} />
          <button type="submit">Save</button>
        </Form>
      </section>
    </AdminFrame>
  )
}
