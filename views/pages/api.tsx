import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Prose } from './prose.tsx'

interface ApiField {
  name: string
  isNeeded: boolean
  type: string
  /** Where a request has it: `path`, `query`, `header`, `body` as JSON, or `form` where files are sent. */
  place?: string
}

export interface ApiOperation {
  /** Such as `GET /api/v1/studies`. */
  request: string
  summary: string
  /** Null for what needs no token. */
  scope: string | null
  fields: ApiField[]
  answer: string
}

/** An object that answers name. */
export interface ApiShape {
  name: string
  fields: ApiField[]
}

interface ApiPageProps {
  frame: Frame
  operations: ApiOperation[]
  shapes: ApiShape[]
}

/** The description of the API for people, from the same schemas as that for programs. */
export function ApiPage({ frame, operations, shapes }: ApiPageProps) {
  return (
    <Prose
      frame={frame}
      title="API"
      lead="Everything that the pages do with studies and analyses, for programs."
      contents={[
        { id: 'requests', text: 'Requests' },
        { id: 'answers', text: 'Answers' },
      ]}
    >
      <p>
        Programs send a token with every request: <code>Authorization: Bearer TOKEN</code>. Make one on the
        page <a href={paths.tokens()}>API tokens</a> of your account. The scope <code>submit</code> includes{' '}
        <code>read</code>, and <code>manage</code> both. The same as OpenAPI 3.1 for programs:{' '}
        <a href={paths.apiDescription()}>openapi.json</a>. Errors are <code>application/problem+json</code>{' '}
        with a <code>code</code> for programs and a sentence for people.
      </p>
      <h2 id="requests">Requests</h2>
      {operations.map(({ request, summary, scope, fields, answer }) => (
        <details>
          <summary>
            <span>
              <code safe>{request}</code>
              <br />
              <span safe>{summary}</span>
            </span>
          </summary>
          <p safe>{`Scope: ${scope ?? 'none, without a token'}. Answer: ${answer}.`}</p>
          {fields.length > 0 ? <FieldTable fields={fields} /> : ''}
        </details>
      ))}
      <h2 id="answers">Answers</h2>
      {shapes.map(({ name, fields }) => (
        <details>
          <summary>
            <code safe>{name}</code>
          </summary>
          <FieldTable fields={fields} />
        </details>
      ))}
    </Prose>
  )
}

function FieldTable({ fields }: { fields: ApiField[] }) {
  const hasPlaces = fields.some(({ place }) => place !== undefined)
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            {hasPlaces ? <th scope="col">In</th> : ''}
            <th scope="col">Type</th>
            <th scope="col">Needed</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, place, type, isNeeded }) => (
            <tr>
              <th scope="row">
                <code safe>{name}</code>
              </th>
              {hasPlaces ? <td safe>{place ?? ''}</td> : ''}
              <td safe>{type}</td>
              <td>{isNeeded ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
