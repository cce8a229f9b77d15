import { Html } from '@kitajs/html'
import { AnalysesTable, type AnalysisRow } from '../analyses/table.tsx'
import { CurveChart, type CurveView, GuinierChart, type GuinierView, KratkyChart } from '../charts/curve.tsx'
import { HistogramChart } from '../charts/histogram.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatCount, formatUncertain } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import { DeleteStudy, type StudyRow } from './list.tsx'

/** What was found in the uploaded files. */
export interface Inspection {
  curve: CurveView & {
    fileName: string
    /** The unit in the file; values here are in 1/A. */
    unit: '1/A' | '1/nm'
    guinier: GuinierView | null
  }
  library: {
    fileName: string | null
    models: { name: string; atoms: number; rg: number | null; dmax?: number | null }[]
  }
  /** Things to know that did not stop the upload. */
  warnings: string[]
}

interface StudyProps {
  frame: Frame
  study: StudyRow
  inspection: Inspection | null
  analyses: AnalysisRow[]
}

/** One study: its files as they were understood, and its analyses. */
export function StudyPage({ frame, study, inspection, analyses }: StudyProps) {
  return (
    <Layout
      title={study.name}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      scripts={['tables.js']}
      tour="study"
    >
      <header class="page-header">
        <div>
          <h1 safe>{study.name}</h1>
          <p class="help">
            {Html.escapeHtml(
              `${formatCount(study.models, 'model')}, ${formatCount(study.points, 'point')}, uploaded `,
            )}
            <Time at={study.createdAt} now={frame.now} />
          </p>
        </div>
        <div class="actions">
          <a class="button" href={paths.newAnalysis(study.id)} data-tour-step="analyse">
            <Icon name="play" />
            Start an analysis
          </a>
          <DeleteStudy frame={frame} study={study} />
        </div>
      </header>
      {inspection && inspection.warnings.length > 0 ? (
        <Notice kind="warning" title="Worth a look before you analyse">
          <ul>
            {inspection.warnings.map(text => (
              <li safe>{text}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        ''
      )}
      <Card id="analyses" title="Analyses">
        {analyses.length === 0 ? (
          <EmptyState icon="play" title="No analysis of this study yet">
            <p>The defaults suit most studies; you can run another with one thing changed later.</p>
          </EmptyState>
        ) : (
          <AnalysesTable frame={frame} analyses={analyses} />
        )}
      </Card>
      {inspection ? <CurveCard curve={inspection.curve} /> : ''}
      {inspection && inspection.library.models.length > 0 ? <LibraryCard library={inspection.library} /> : ''}
      <Card id="files" title="Files">
        <ul class="files">
          {study.files.map(file => (
            <li>
              <a href={paths.studyFile(study.id, file.name)} safe>
                {file.name}
              </a>
              <span class="help" safe>{`${file.meaning}, ${formatBytes(file.bytes)}`}</span>
            </li>
          ))}
        </ul>
      </Card>
    </Layout>
  )
}

function CurveCard({ curve }: { curve: Inspection['curve'] }) {
  const { q, guinier } = curve
  const facts = [
    ['File', curve.fileName],
    ['Points', String(q.length)],
    ['q range', `${shortNumber(q[0]!)} to ${shortNumber(q[q.length - 1]!)} 1/Å`],
    ['Unit in the file', curve.unit === '1/nm' ? '1/nm, converted' : '1/Å'],
  ]
  if (guinier) {
    facts.push(['Rg (Guinier)', `${formatUncertain(guinier.rg, guinier.rgError)} Å`])
    facts.push(['I(0)', formatUncertain(guinier.i0, guinier.i0Error)])
  }
  return (
    <Card id="curve-card" title="Curve">
      <Facts facts={facts} />
      <CurveChart curve={curve} />
      {guinier ? (
        <div class="chart-row">
          <GuinierChart curve={curve} guinier={guinier} />
          <KratkyChart curve={curve} guinier={guinier} />
        </div>
      ) : (
        ''
      )}
    </Card>
  )
}

function LibraryCard({ library }: { library: Inspection['library'] }) {
  const { models } = library
  const rgs = models.flatMap(model => (model.rg === null ? [] : [model.rg]))
  const atoms = models[0]!.atoms
  return (
    <Card id="library" title="Library">
      <Facts
        facts={[
          ...(library.fileName ? [['File', library.fileName]] : []),
          ['Models', String(models.length)],
          ['Atoms in each', String(atoms)],
          ...(rgs.length > 0
            ? [['Rg of the models', `${Math.min(...rgs).toFixed(1)} to ${Math.max(...rgs).toFixed(1)} Å`]]
            : []),
        ]}
      />
      <div class="chart-row">
        {rgs.length > 1 ? (
          <HistogramChart
            id="library-rg"
            title="Rg of the models"
            caption="The library should reach well below and above the Rg of the curve: weights cannot invent what no model shows."
            label="Rg (Å)"
            values={rgs}
          />
        ) : (
          ''
        )}
        <details class="data" open>
          <summary>All models</summary>
          <section class="table-wrap data-table" tabindex="0" aria-label="All models">
            <table data-sortable>
              <thead>
                <tr>
                  <th scope="col">Model</th>
                  <th scope="col" class="number">
                    Atoms
                  </th>
                  <th scope="col" class="number">
                    Rg (Å)
                  </th>
                </tr>
              </thead>
              <tbody>
                {models.map(model => (
                  <tr>
                    <th scope="row" safe>
                      {model.name}
                    </th>
                    <td class="number">{model.atoms}</td>
                    <td class="number" safe>
                      {model.rg === null ? '–' : model.rg.toFixed(1)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </details>
      </div>
    </Card>
  )
}

const shortNumber = (x: number) => String(Number(x.toPrecision(3)))

function Facts({ facts }: { facts: string[][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt safe>{name}</dt>
          <dd safe>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
