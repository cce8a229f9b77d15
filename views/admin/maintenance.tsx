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
  { value: 'read-only', text: 'Read-only: nothing can be changed' },
  { value: 'closed', text: 'Closed: people see the maintenance page' },
]

/** What administrators announce over every page, and who gets in meanwhile. */
export function MaintenancePage({ frame, tables, form, lengthMax }: MaintenanceProps) {
  return (
    <AdminFrame frame={frame} tables={tables} title="Maintenance">
      <section class="form-page">
        <h1>Maintenance</h1>
        <p>
          Administrators always have access, and running analyses continue. To prevent new ones from starting,{' '}
          <a href={paths.admin()}>pause the queue</a> too.
        </p>
        <Form action={paths.maintenance()} frame={frame} form={form}>
          <Field
            form={form}
            name="banner"
            label="Banner on every page"
            help="What happens and when. Leave empty for no banner."
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
            help="Leave empty to show the banner until you remove it."
            optional
          />
          <SelectField form={form} name="access" label="Access" options={accesses} />
          <button type="submit">Save the settings</button>
        </Form>
      </section>
    </AdminFrame>
  )
}
