import type { MethodRow } from '#src/admin/methods.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { SelectField } from '../ui/field.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { MethodBadge } from './methods.tsx'
import { VersionsCard } from './methodVersions.tsx'

interface MethodProps {
  frame: Frame
  tables: AdminTable[]
  method: MethodRow
  /** Roles that a person can have. */
  roles: string[]
  /** Why the last change was not made. */
  problem?: string
}

/** One method: whether and to whom it is offered, and its versions. */
export function MethodPage({ frame, tables, method, roles, problem }: MethodProps) {
  const { name, title, isOff, manifest } = method
  const verb = isOff ? 'Switch on' : 'Switch off'
  const question = isOff
    ? `Offer “${title}” to those who may start it?`
    : `Offer “${title}” no longer? Analyses that wait or run go on, and results stay.`
  return (
    <AdminFrame
      frame={frame}
      tables={tables}
      title={title}
      crumbs={[{ text: 'Methods', href: paths.adminMethods() }]}
    >
      <h1 safe>{title}</h1>
      {problem ? (
        <Notice kind="warning" title="Nothing was changed">
          <p safe>{typographic(problem)}</p>
        </Notice>
      ) : (
        ''
      )}
      <Card id="offer" title="Offer">
        <p>
          <MethodBadge method={method} />
        </p>
        {manifest ? <FactList facts={factsOf(manifest)} /> : ''}
        <ConfirmForm
          id="offer-question"
          action={paths.adminMethodOffer(name)}
          frame={frame}
          verb={verb}
          question={question}
          gives={isOff}
        >
          <input type="hidden" name="isOff" value={isOff ? 'no' : 'yes'} />
        </ConfirmForm>
      </Card>
      <WhoCard {...{ frame, method, roles }} />
      <VersionsCard frame={frame} method={method} />
    </AdminFrame>
  )
}

function factsOf({
  description = '',
  command,
  network,
  threads,
  hours,
  memoryMegabytes,
  slurm = [],
  inputs,
}: NonNullable<MethodRow['manifest']>): string[][] {
  const limits = [
    threads && formatCount(threads, 'thread'),
    memoryMegabytes && `${memoryMegabytes} MB`,
    hours && `${hours} h`,
  ]
  return [
    ['What it does', typographic(description)],
    ['Files', inputs?.map(({ label }) => label).join(', ') ?? 'those of a study of scattering'],
    ['Command', command.join(' ')],
    ['Network', network ? 'yes' : 'no'],
    ['Limits of its own', limits.filter(Boolean).join(', ') || 'none'],
    ['Asks of a cluster', slurm.join(' ')],
  ].filter(([, value]) => value !== '')
}

function WhoCard({ frame, method, roles }: Pick<MethodProps, 'frame' | 'method' | 'roles'>) {
  const { name, role, manifest } = method
  const ownRole = manifest?.ownRole
  const choices = [
    { value: 'manifest', text: `As its manifest says: ${ownRole ? `the role ${ownRole}` : 'everybody'}` },
    { value: 'everybody', text: 'Everybody' },
    ...roles.map(each => ({ value: `role ${each}`, text: `The role ${each}` })),
  ]
  const held = role === undefined ? 'manifest' : role === '' ? 'everybody' : `role ${role}`
  return (
    <Card id="who" title="Access">
      <Form action={paths.adminMethodRole(name)} frame={frame}>
        <SelectField
          form={{ values: { role: held }, errors: {} }}
          name="role"
          label="Who may start it"
          options={choices}
        />
        <div class="actions">
          <button type="submit">Save the setting</button>
        </div>
      </Form>
    </Card>
  )
}
