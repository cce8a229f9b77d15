import type { Frame, RunState } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatDone } from '../ui/numbers.ts'
import { ProgressBar } from '../ui/progress.tsx'
import { inSymbols, typographic } from '../ui/symbols.ts'

export interface CheckedDraft {
  id: number | string
  name: string
  /** The files are for a method of the laboratory. */
  isOfMethod?: boolean
  state: RunState
  progress: { message: string; done: number; total: number } | null
  /** Why the check itself broke off. */
  message: string | null
  /** The check ended, but what it found cannot be read any more. */
  isReportLost?: boolean
  /** What keeps it from starting. */
  hold?: string | null
}

/** An upload whose files are being checked; the panel looks again by itself, the page without a script. */
export function CheckingPage({ frame, draft }: { frame: Frame; draft: CheckedDraft }) {
  const isOver = draft.state === 'failed' || draft.state === 'cancelled'
  return (
    <Layout
      title={`Checking · ${draft.name}`}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      refreshSeconds={isOver ? undefined : 2}
    >
      <section class="form-page">
        <h1>{isOver ? 'The check stopped' : 'Checking the files'}</h1>
        <p class="lead" safe>
          {draft.name}
        </p>
        {isOver ? (
          <WhyOver draft={draft} />
        ) : (
          <>
            <CheckingPanel draft={draft} />
            <p class="help">
              {draft.isOfMethod ? '' : 'Every model is read. '}
              You can close this page: the upload stays in your list of studies for 24 hours.
            </p>
          </>
        )}
        <div class="actions">
          {isOver ? (
            <Form action={paths.draftFiles(draft.id)} frame={frame} files>
              <input type="hidden" name="again" value="yes" />
              <button type="submit">Check again</button>
            </Form>
          ) : (
            ''
          )}
          <DiscardForm frame={frame} draft={draft} />
        </div>
      </section>
    </Layout>
  )
}

function WhyOver({ draft }: { draft: CheckedDraft }) {
  if (draft.isReportLost)
    return (
      <Notice kind="problem" title="The report of the check cannot be read any more">
        <p>All files are still here. Check them again.</p>
      </Notice>
    )
  return (
    <Notice kind="problem" title="The check did not finish">
      <p safe>{inSymbols(draft.message ?? 'It was stopped.')}</p>
      <p>
        {draft.state === 'cancelled'
          ? 'The files are still here.'
          : draft.isOfMethod
            ? 'The files are still here. Check them again; if that ends in the same way, tell the server’s administrators.'
            : 'The usual cause is a library that is too large for this server: discard this upload and try every tenth model.'}
      </p>
    </Notice>
  )
}

export function CheckingPanel({ draft }: { draft: CheckedDraft }) {
  const { progress } = draft
  const share = progress && progress.total > 0 ? progress.done / progress.total : null
  const text = progress
    ? `${typographic(progress.message)}${progress.total > 0 ? `, ${formatDone(progress)}` : ''}`
    : typographic(draft.hold ?? 'Waiting in the queue')
  return (
    <div
      id="checking"
      class="card"
      hx-get={paths.draftStatus(draft.id)}
      hx-trigger="every 700ms"
      hx-swap="outerHTML"
    >
      <ProgressBar label="Progress of the check" share={share} />
      <p role="status" safe>
        {text}
      </p>
    </div>
  )
}

export function DiscardForm({
  frame,
  draft,
}: {
  frame: Frame
  draft: { id: number | string; name: string }
}) {
  return (
    <ConfirmForm
      id="throw-away"
      action={paths.draftDeletion(draft.id)}
      frame={frame}
      verb="Discard"
      decline="Keep editing"
      question="Discard this upload? Its files are deleted from the server."
    />
  )
}
