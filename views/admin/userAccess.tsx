import { Html } from '@kitajs/html'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { idOf } from '../ui/idOf.ts'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

interface Role {
  name: string
  description: string
  isHeld: boolean
}

interface UserAccessProps {
  frame: Frame
  tables: AdminTable[]
  user: { id: number; name: string; email: string }
  /** The administrator who looks is the person. */
  isMe: boolean
  roles: Role[]
  factors: { kind: string; name: string }[]
  /** Not used yet. */
  recoveryCodes: number
  sessions: number
}

/** What one person may do and how they get in; each change is asked about first, mailed to them and in the audit. */
export function UserAccessPage(props: UserAccessProps) {
  const { frame, tables, user, roles } = props
  const crumbs = [
    { text: 'Users', href: paths.adminTable('users') },
    { text: user.name, href: paths.adminRow('users', user.id) },
  ]
  return (
    <AdminFrame frame={frame} tables={tables} title={`Access of ${user.name}`} here="users" crumbs={crumbs}>
      <h1 safe>{`Access of ${user.name}`}</h1>
      <p class="help" safe>
        {`${user.email}. Each change signs the person out, sends them a mail and is recorded in the audit log.`}
      </p>
      <Card id="roles" title="Roles">
        <ul class="rows">
          {roles.map(role => (
            <RoleRow frame={frame} user={user} role={role} />
          ))}
        </ul>
        <p class="help">
          <a href={paths.newAdminRow('roles')}>Add a role</a>, for example for an analysis that not everybody
          may start.
        </p>
      </Card>
      <FactorsCard {...props} />
      <SessionsCard {...props} />
    </AdminFrame>
  )
}

function RoleRow({ frame, user, role }: { frame: Frame; user: UserAccessProps['user']; role: Role }) {
  const { name, description, isHeld } = role
  return (
    <li>
      <div>
        <strong safe>{name}</strong>
        {isHeld ? <Badge tone="good" icon="check" text="held" /> : <Badge tone="quiet" text="not held" />}
        <p class="help" safe>
          {description}
        </p>
      </div>
      <ConfirmForm
        id={`role-${idOf(name)}`}
        action={paths.userRoles(user.id)}
        frame={frame}
        verb={isHeld ? 'Revoke role' : 'Grant role'}
        question={questionAbout(user.name, role)}
        gives={!isHeld}
      >
        <input type="hidden" name="role" value={name} />
        <input type="hidden" name="isHeld" value={isHeld ? 'no' : 'yes'} />
      </ConfirmForm>
    </li>
  )
}

function questionAbout(person: string, { name, isHeld }: Role): string {
  if (name !== 'superuser')
    return isHeld ? `Revoke the role “${name}” from ${person}?` : `Grant ${person} the role “${name}”?`
  return isHeld
    ? `${person} will no longer be an administrator. Continue?`
    : `${person} will be able to see and change everything on this server, and to appoint other administrators. Continue?`
}

function FactorsCard({ frame, user, isMe, factors, recoveryCodes }: UserAccessProps) {
  const names = factors.map(factor => factor.name).join(', ')
  return (
    <Card id="factors" title="Second factors">
      {factors.length === 0 ? (
        <EmptyState icon="shield" title="No second factor">
          <p>The person signs in with a password alone.</p>
        </EmptyState>
      ) : (
        <>
          <p safe>{`${names}; ${formatCount(recoveryCodes, 'recovery code')} left.`}</p>
          {isMe ? (
            <p class="help">
              Your own are under <a href={paths.factors()}>Account</a>.
            </p>
          ) : (
            <>
              <p class="help">
                Remove them only for someone who lost them and the recovery codes, and who asked you in
                person: a mail may come from someone else.
              </p>
              <ConfirmForm
                id="remove-factors"
                action={paths.userFactorsRemoval(user.id)}
                frame={frame}
                verb="Remove all second factors"
                question={`${user.name} will sign in with the password alone. This cannot be undone.`}
              />
            </>
          )}
        </>
      )}
    </Card>
  )
}

function SessionsCard({ frame, user, sessions }: UserAccessProps) {
  return (
    <Card id="sessions" title="Sessions">
      <p>
        {Html.escapeHtml(sessions === 0 ? 'No session open.' : `${formatCount(sessions, 'session')} open.`)}
      </p>
      {sessions === 0 ? (
        ''
      ) : (
        <ConfirmForm
          id="end-sessions"
          action={paths.userSessionsEnd(user.id)}
          frame={frame}
          verb="End all sessions"
          question={`End every session of ${user.name}?`}
        />
      )}
    </Card>
  )
}
