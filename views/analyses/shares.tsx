import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Field } from '../ui/field.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { RadioField } from '../ui/radioField.tsx'
import { Time } from '../ui/time.tsx'
import { crumbsToAnalysis } from './crumbs.ts'

interface Share {
  id: number
  name: string
  shows: 'files' | 'page' | 'blinded'
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
  uses: number
}

const options = [
  {
    value: 'files',
    text: 'The result and its files',
    hint: 'The page with its charts, the structures and all downloads.',
  },
  {
    value: 'page',
    text: 'The result without files',
    hint: 'The page with its charts; no structures and no downloads.',
  },
  {
    value: 'blinded',
    text: 'The result without names',
    hint: 'Without files, and without the names of the analysis and of the files that you uploaded. The names of the models stay.',
  },
]

const badges = { files: 'with files', page: 'without files', blinded: 'without names' }

interface Named {
  id: number
  name: string
}

interface SharesProps {
  frame: Frame
  study: Named
  analysis: Named
  form: FormState
  shares: Share[]
  daysMax: number
}

/** The links to a result. */
export function SharesPage({ frame, study, analysis, form, shares, daysMax }: SharesProps) {
  return (
    <Layout title="Share this result" frame={frame} crumbs={crumbsToAnalysis(study, analysis)}>
      <h1>Share this result</h1>
      <p class="lead">
        Whoever has a link sees the result without an account. Search engines do not list it.
      </p>
      <Card title="Links">
        {shares.length === 0 ? (
          <EmptyState icon="eye" title="None">
            <p>Only you can see this result.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {shares.map(share => (
              <ShareRow frame={frame} analysis={analysis} share={share} />
            ))}
          </ul>
        )}
      </Card>
      <Card title="Make a link">
        <Form action={paths.analysisShares(analysis.id)} frame={frame} form={form}>
          <Field
            form={form}
            name="shareName"
            label="Name"
            help="Who it is for, such as “referees”."
            maxlength="50"
          />
          <RadioField form={form} name="shows" label="What it shows" options={options} />
          <Field
            form={form}
            name="shareDays"
            label="Days until it expires"
            help={`At most ${daysMax}.`}
            type="number"
            min="1"
            max={String(daysMax)}
          />
          <div class="actions">
            <button type="submit">Make the link</button>
          </div>
        </Form>
      </Card>
    </Layout>
  )
}

function ShareRow({ frame, analysis, share }: { frame: Frame; analysis: Named; share: Share }) {
  const { id, name, shows, createdAt, expiresAt, usedAt, uses } = share
  return (
    <li>
      <div>
        <strong safe>{name}</strong> <Badge tone="quiet" text={badges[shows]} />
        <p class="help">
          made <Time at={createdAt} now={frame.now} />, expires <Time at={expiresAt} now={frame.now} />,{' '}
          {usedAt ? (
            <>
              opened {uses} {uses === 1 ? 'time' : 'times'}, last <Time at={usedAt} now={frame.now} />
            </>
          ) : (
            'never opened'
          )}
        </p>
      </div>
      <ConfirmForm
        id={`withdraw-${id}`}
        action={paths.analysisShareWithdrawal(analysis.id, String(id))}
        frame={frame}
        verb="Withdraw"
        question={`Withdraw “${name}”? The link stops working at once.`}
      />
    </li>
  )
}
