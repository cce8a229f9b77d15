import { Html } from '@kitajs/html'
import { AnalysesTable, type AnalysisRow } from '../analyses/table.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { ExampleButton } from '../pages/home.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { Meter } from '../ui/progress.tsx'
import { Time } from '../ui/time.tsx'

export interface StudyRow {
  id: number | string
  name: string
  createdAt: Date
  models: number
  points: number
  bytes: number
  analyses: number
  files: { name: string; bytes: number; meaning: string }[]
}

export interface Limits {
  studies: { used: number; limit: number }
  analyses: { used: number; limit: number }
  bytes?: { used: number; limit: number }
}

interface StudiesProps {
  frame: Frame
  studies: StudyRow[]
  analyses: AnalysisRow[]
  limits: Limits
}

/** The profile page: everything that is one's own. */
export function StudiesPage({ frame, studies, analyses, limits }: StudiesProps) {
  return (
    <Layout title="My studies" frame={frame} tour="profile" scripts={['tables.js']}>
      <header class="page-header">
        <h1>My studies</h1>
        <div class="actions">
          <a class="button" href={paths.newStudy()} data-tour-step="upload">
            <Icon name="upload" />
            Upload a study
          </a>
          <ExampleButton frame={frame} />
        </div>
      </header>
      <LimitMeters limits={limits} />
      <Card id="studies" title="Studies">
        {studies.length === 0 ? <NoStudies /> : <StudiesTable frame={frame} studies={studies} />}
      </Card>
      <Card id="analyses" title="Analyses">
        {analyses.length === 0 ? (
          <EmptyState icon="play" title="No analysis yet">
            <p>
              An analysis infers the population of each model of a study. Start one from the list of studies
              above.
            </p>
          </EmptyState>
        ) : (
          <AnalysesTable frame={frame} analyses={analyses} withStudy />
        )}
      </Card>
    </Layout>
  )
}

function LimitMeters({ limits }: { limits: Limits }) {
  const { studies, analyses, bytes } = limits
  return (
    <div class="meters" data-tour-step="limits">
      <Meter label="Studies" {...studies} text={`${studies.used} of ${studies.limit}`} />
      <Meter label="Analyses" {...analyses} text={`${analyses.used} of ${analyses.limit}`} />
      {bytes ? (
        <Meter
          label="Storage"
          {...bytes}
          text={`${formatBytes(bytes.used)} of ${formatBytes(bytes.limit)}`}
        />
      ) : (
        ''
      )}
    </div>
  )
}

function NoStudies() {
  return (
    <EmptyState icon="flask-conical" title="No study yet">
      <p>
        A study is one measured curve and a library of models. Upload yours, or choose{' '}
        <em>Try the example</em> for a protein of two domains whose true mixture is known: it takes under a
        minute.
      </p>
    </EmptyState>
  )
}

function StudiesTable({ frame, studies }: { frame: Frame; studies: StudyRow[] }) {
  return (
    <div class="table-wrap">
      <table class="stack" data-sortable>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="number">
              Models
            </th>
            <th scope="col" class="number">
              Points
            </th>
            <th scope="col">Files</th>
            <th scope="col">Uploaded</th>
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {studies.map(study => (
            <tr>
              <th scope="row">
                <a href={paths.study(study.id)} safe>
                  {study.name}
                </a>
              </th>
              <td class="number" data-label="Models">
                {study.models}
              </td>
              <td class="number" data-label="Points">
                {study.points}
              </td>
              <td data-label="Files">
                <FilesPopover study={study} />
              </td>
              <td data-label="Uploaded" data-sort={study.createdAt.toISOString()}>
                <Time at={study.createdAt} now={frame.now} />
              </td>
              <td class="row-actions">
                <a class="button small quiet" href={paths.newAnalysis(study.id)}>
                  <Icon name="play" />
                  Analyse
                </a>
                <DeleteStudy frame={frame} study={study} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FilesPopover({ study }: { study: StudyRow }) {
  const id = `files-${study.id}`
  return (
    <>
      <button type="button" class="link" popovertarget={id} safe>
        {`${formatCount(study.files.length, 'file')}, ${formatBytes(study.bytes)}`}
      </button>
      <div id={id} popover="auto" class="popover">
        <ul class="files">
          {study.files.map(file => (
            <li>
              <a href={paths.studyFile(study.id, file.name)} safe>
                {file.name}
              </a>
              <span class="help">{Html.escapeHtml(`${file.meaning}, ${formatBytes(file.bytes)}`)}</span>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}

export function DeleteStudy({
  frame,
  study,
}: {
  frame: Frame
  study: Pick<StudyRow, 'id' | 'name' | 'analyses'>
}) {
  const also = study.analyses > 0 ? ` with its ${formatCount(study.analyses, 'analysis', 'analyses')}` : ''
  return (
    <ConfirmForm
      id={`delete-study-${study.id}`}
      action={paths.studyDeletion(study.id)}
      frame={frame}
      verb="Delete"
      question={`Delete “${study.name}”${also} and all files? This cannot be undone.`}
    />
  )
}
