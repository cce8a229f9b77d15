import type { MethodRow } from '#src/admin/methods.ts'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { typographic } from '../ui/symbols.ts'
import { Time } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface MethodsProps {
  frame: Frame
  tables: AdminTable[]
  methods: MethodRow[]
  /** What is wrong with manifests that are left out. */
  faults: string[]
  /** What keeps methods from the rest of the machine, in a sentence. */
  protection: string
  /** Why none can be installed here. */
  obstacle: string | undefined
  form: FormState
}

/** The methods of the laboratory, and the installation of one more. */
export function MethodsPage({ frame, tables, methods, faults, protection, obstacle, form }: MethodsProps) {
  return (
    <AdminFrame frame={frame} tables={tables} title="Methods">
      <h1>Methods</h1>
      <p class="help" safe>{`What people can run here beside the built-in analysis. ${protection}`}</p>
      {faults.length > 0 ? (
        <Notice kind="warning" title="Some methods cannot be used">
          <ul>
            {faults.map(fault => (
              <li safe>{typographic(fault)}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        ''
      )}
      {methods.length === 0 ? (
        <EmptyState icon="plus" title="No methods yet">
          <p>Install one below, or put a folder with a manifest into BIOCE_METHODS.</p>
        </EmptyState>
      ) : (
        <ul class="rows">
          {methods.map(method => (
            <li>
              <div>
                <strong>
                  <a href={paths.adminMethod(method.name)} safe>
                    {method.title}
                  </a>
                </strong>
                <MethodBadge method={method} />
                <p class="help">
                  <span safe>{factsOf(method)}</span>
                  {method.lastAt === null ? (
                    <span>Not used yet.</span>
                  ) : (
                    <span>
                      Last used <Time at={new Date(method.lastAt)} now={frame.now} />.
                    </span>
                  )}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <Card id="install" title="Install a method, or a new version of one">
        {obstacle ? (
          <p safe>{typographic(obstacle)}</p>
        ) : (
          <Form action={paths.adminMethods()} frame={frame} form={form} files>
            <Field
              form={form}
              name="archive"
              label="Archive"
              type="file"
              accept=".zip,.tar.gz,.tgz,.tar"
              help="A .zip or .tar.gz with method.json, at most 40 MB unpacked. Install only what you trust: it is a program that runs on this server."
            />
            <div class="actions">
              <button type="submit">Install</button>
            </div>
          </Form>
        )}
      </Card>
    </AdminFrame>
  )
}

export function MethodBadge({ method }: { method: Pick<MethodRow, 'manifest' | 'isOff'> }) {
  if (!method.manifest) return <Badge tone="bad" icon="circle-x" text="broken" />
  return method.isOff ? (
    <Badge tone="quiet" icon="ban" text="off" />
  ) : (
    <Badge tone="good" icon="check" text="on" />
  )
}

function factsOf({ name, versions, isInstalled, manifest, role }: MethodRow): string {
  const version = versions.find(({ isCurrent }) => isCurrent)?.version
  const place = isInstalled ? 'installed here' : manifest?.isShipped ? 'part of BioCE' : 'in BIOCE_METHODS'
  return `${[name, version].filter(Boolean).join(' ')}, ${place}, for ${whoOf(role ?? manifest?.role)}. `
}

const whoOf = (role: string | undefined) => (role ? `people with the role “${role}”` : 'everybody')
