import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { FieldTip } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Time } from '../ui/time.tsx'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

export interface RequestRow {
  id: number
  name: string
  email: string
  institution: string
  message: string
  state: 'waiting' | 'approved' | 'refused'
  createdAt: Date
}

interface RequestsProps {
  frame: Frame
  tables: AdminTable[]
  requests: RequestRow[]
}

/** People who ask for an account: those who wait first, decided with one click. */
export function AccountRequestsPage({ frame, tables, requests }: RequestsProps) {
  const waiting = requests.filter(request => request.state === 'waiting')
  const decided = requests.filter(request => request.state !== 'waiting')
  return (
    <AdminFrame frame={frame} tables={tables} title="Requests for an account">
      <h1>Requests for an account</h1>
      {waiting.length === 0 ? (
        <EmptyState icon="check" title="No open requests">
          <p>Requests of people whose address is not on the list of academic domains appear here.</p>
        </EmptyState>
      ) : (
        waiting.map(request => <Waiting frame={frame} request={request} />)
      )}
      {decided.length > 0 ? (
        <Card title="Decided">
          <ul class="rows">
            {decided.map(request => (
              <li>
                <div>
                  <strong safe>{request.name}</strong>
                  <Badge
                    tone={request.state === 'approved' ? 'good' : 'bad'}
                    text={request.state === 'approved' ? 'Approved' : 'Refused'}
                  />
                  <RequestFacts frame={frame} request={request} />
                </div>
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        ''
      )}
    </AdminFrame>
  )
}

function Waiting({ frame, request }: { frame: Frame; request: RequestRow }) {
  const answerId = `answer-${request.id}`
  return (
    <Card title={request.name} id={`request-${request.id}`}>
      <RequestFacts frame={frame} request={request} />
      <Form action={paths.requestDecision(request.id)} frame={frame}>
        <div class="field">
          <div class="field-label">
            <label for={answerId}>
              Message to the person, sent with a refusal <span class="optional">(optional)</span>
            </label>
            <FieldTip name="answer" id={answerId} label="the message to the person" />
          </div>
          <input id={answerId} name="answer" maxlength={500} />
        </div>
        <div class="actions">
          <button type="submit" name="state" value="approved">
            Approve the request
          </button>
          <button type="submit" name="state" value="refused" class="danger">
            Refuse the request
          </button>
        </div>
      </Form>
    </Card>
  )
}

function RequestFacts({ frame, request }: { frame: Frame; request: RequestRow }) {
  return (
    <>
      <p class="help">
        <span safe>{`${request.email}${request.institution ? `, ${request.institution}` : ''}`}</span>, asked{' '}
        <Time at={request.createdAt} now={frame.now} />
      </p>
      <p safe>{request.message}</p>
    </>
  )
}
