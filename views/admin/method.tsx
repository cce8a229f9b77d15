import type { MethodRow, MethodVersion } from '#src/admin/methods.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { SelectField } from '../ui/field.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { MethodBadge } from './methods.tsx'

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
  const { name, title, isOff, isInstalled, manifest, versions } = method
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
          <p safe>{problem}</p>
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
      <Card id="versions" title="Versions">
        <ul class="rows">
          {versions.map(version => (
            <VersionRow frame={frame} name={name} version={version} />
          ))}
        </ul>
        <p class="help">
          {isInstalled
            ? 'An analysis runs with the version that it was submitted with; its result names it and is shown by its manifest, also when the version is removed.'
            : 'It lies in the folder BIOCE_METHODS: replace it there. Each analysis keeps the manifest that it was submitted with.'}
        </p>
        {isInstalled ? (
          <ConfirmForm
            id="remove-method"
            action={paths.adminMethodRemoval(name)}
            frame={frame}
            verb="Remove the method"
            question={`Remove “${title}” with all its versions? Results that it made stay. This cannot be undone.`}
          />
        ) : (
          ''
        )}
      </Card>
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
  inputs,
}: NonNullable<MethodRow['manifest']>): string[][] {
  const limits = [
    threads && formatCount(threads, 'thread'),
    memoryMegabytes && `${memoryMegabytes} MB`,
    hours && `${hours} h`,
  ]
  return [
    ['What it does', description],
    ['Files', inputs?.map(({ label }) => label).join(', ') ?? 'those of a study of scattering'],
    ['Command', command.join(' ')],
    ['Network', network ? 'yes' : 'no'],
    ['Limits of its own', limits.filter(Boolean).join(', ') || 'none'],
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
    <Card id="who" title="Who may start it">
      <Form action={paths.adminMethodRole(name)} frame={frame}>
        <SelectField
          form={{ values: { role: held }, errors: {} }}
          name="role"
          label="Who may start it"
          options={choices}
        />
        <div class="actions">
          <button type="submit">Save</button>
        </div>
      </Form>
    </Card>
  )
}

function VersionRow({ frame, name, version }: { frame: Frame; name: string; version: MethodVersion }) {
  const { number, version: text, fault, isCurrent, total, active } = version
  const shown = text || 'without a version'
  const use = formatCount(total, 'analysis', 'analyses')
  return (
    <li>
      <div>
        <strong safe>{shown}</strong>
        {isCurrent ? <Badge tone="good" icon="check" text="used" /> : ''}
        <p class="help" safe>
          {fault ?? `${use}${active > 0 ? `, of which ${active} are not over` : ''}`}
        </p>
      </div>
      {isCurrent || number === null ? (
        ''
      ) : (
        <div class="actions">
          {fault ? (
            ''
          ) : (
            <Form action={paths.adminMethodVersion(name)} frame={frame}>
              <input type="hidden" name="number" value={String(number)} />
              <button type="submit" class="quiet" aria-label={`Use ${shown}`}>
                Use
              </button>
            </Form>
          )}
          <ConfirmForm
            id={`remove-${number}`}
            action={paths.adminMethodRemoval(name)}
            frame={frame}
            verb="Remove"
            question={`Remove version ${shown}? Results that it made stay. This cannot be undone.`}
          >
            <input type="hidden" name="number" value={String(number)} />
          </ConfirmForm>
        </div>
      )}
    </li>
  )
}
