import { expect, test } from 'bun:test'
import { settingViews } from '#src/method/settingViews.ts'
import { SignInPage } from '#views/accounts/signIn.tsx'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import { FailedPage } from '#views/analyses/failed.tsx'
import { AnalysisFormPage } from '#views/analyses/form.tsx'
import { ReportPage } from '#views/analyses/report.tsx'
import { drawResult, ResultPage } from '#views/analyses/result.tsx'
import { Compared } from '#views/analyses/resultsCompared.tsx'
import { RunPage } from '#views/analyses/run.tsx'
import { ContactPage } from '#views/pages/contact.tsx'
import { ProblemPage } from '#views/pages/problem.tsx'
import { CheckingPage } from '#views/studies/checking.tsx'
import { StudiesPage } from '#views/studies/list.tsx'
import { PreflightPage } from '#views/studies/preflight.tsx'
import { StudyPage } from '#views/studies/show.tsx'
import { UploadPage } from '#views/studies/upload.tsx'
import * as data from '../support/storyData.ts'
import { checkedOf, draft, framesOf, problems } from '../support/studyStories.tsx'

const poison = '<b class="x">&\'"></b><!--'

/** The same facts with poison at the end of every text that is not one of a few fixed words. */
function poisoned<T>(facts: T): T {
  if (typeof facts === 'string') return (facts + poison) as T
  if (Array.isArray(facts)) return facts.map(poisoned) as T
  if (!facts || typeof facts !== 'object' || facts instanceof Date) return facts
  const fixed = ['state', 'kind', 'stage', 'unit', 'theme', 'scalePrior', 'path']
  const entries = Object.entries(facts).map(([key, value]) => [
    key,
    fixed.includes(key) ? value : poisoned(value),
  ])
  return Object.fromEntries(entries) as T
}

const frame = poisoned(
  data.frameAt('/studies', {
    flash: { kind: 'done', text: 'Uploaded' },
    banner: { text: 'Soon', until: null },
  }),
)
const study = poisoned({ id: 7, name: 'Linker', models: 20, points: 301 })
const form = poisoned({
  values: { name: 'a', email: 'b', cut: '0.1', unit: 'auto' },
  errors: { '': 'Wrong', name: 'Too short', curve: 'Not a curve', cut: 'No', email: 'No' },
})
const limits = { ...data.limits, requestBytesMax: 1e8 }
const analysis = poisoned(data.analysis)
const resultFiles = [...data.resultFiles, ...poisoned(data.resultFiles)]

const pages: Record<string, () => JSX.Element> = {
  problem: () => <ProblemPage {...poisoned({ frame, status: 404, message: 'm', reference: 'r' })} />,
  contact: () => <ContactPage {...poisoned({ frame, address: 'a@b.c', form: data.blankForm })} />,
  signIn: () => <SignInPage frame={frame} form={form} next={poison} canRegister />,
  studies: () => (
    <StudiesPage
      frame={frame}
      studies={poisoned(data.studies)}
      analyses={poisoned(data.analyses)}
      limits={data.limits}
    />
  ),
  study: () => (
    <StudyPage
      frame={frame}
      study={poisoned(data.studies[0]!)}
      inspection={poisoned(data.inspectionOf())}
      analyses={poisoned(data.analyses)}
    />
  ),
  upload: () => <UploadPage frame={frame} form={form} limits={limits} isOnline />,
  preflight: () => (
    <PreflightPage
      frame={frame}
      draft={poisoned(draft)}
      form={form}
      findings={[...problems, ...poisoned(problems.map(({ level: _, ...rest }) => rest))].map(each => ({
        level: 'problem' as const,
        ...each,
      }))}
      checked={poisoned(checkedOf())}
      frames={poisoned(framesOf())}
      readings={poisoned(['acceptUnusual'])}
    />
  ),
  checking: () => (
    <CheckingPage
      frame={frame}
      draft={poisoned({
        ...draft,
        state: 'running' as const,
        progress: { message: 'm', done: 1, total: 2 },
        message: null,
      })}
    />
  ),
  analysisForm: () => (
    <AnalysisFormPage
      frame={frame}
      form={form}
      study={study}
      settings={settingViews(study)}
      estimateSeconds={3}
      analyses={limits.analyses}
    />
  ),
  running: () => <RunPage frame={frame} study={study} status={poisoned(data.status)} />,
  failed: () => (
    <FailedPage
      frame={frame}
      study={study}
      analysis={poisoned({
        ...analysis,
        state: 'failed' as const,
        reason: 'r',
        advice: 'a',
        canPass: true,
        reference: 'x',
      })}
      again="/again"
    />
  ),
  result: () => (
    <ResultPage
      frame={frame}
      study={study}
      analysis={analysis}
      parts={drawResult({
        id: analysis.id,
        outcome: poisoned(data.outcomeOf({ converged: false })),
        choice: {},
        files: resultFiles,
      })}
      files={resultFiles}
    />
  ),
  comparison: () => (
    <ComparisonPage
      frame={frame}
      study={study}
      choices={poisoned([{ id: 31, name: 'Defaults' }])}
      chosen={[31, 28]}
    >
      <Compared sides={poisoned(data.sidesOf())} />
    </ComparisonPage>
  ),
  report: () => (
    <ReportPage
      frame={frame}
      study={poisoned({ ...study, report: { organism: 'Homo sapiens' } })}
      analysis={analysis}
      outcome={poisoned(data.outcomeOf({ converged: false }))}
      inspection={poisoned(data.inspectionOf())}
    />
  ),
}

for (const [name, page] of Object.entries(pages)) {
  test(`whatever people typed is text on the page ${name}`, async () => {
    const html = String(await page())
    expect(html).toContain('&lt;b class=')
    const withoutAttributes = html.replaceAll(/="[^"]*"/g, '')
    expect(withoutAttributes).not.toContain('</b>')
    expect(withoutAttributes).not.toContain('<!--')
    expect(withoutAttributes).not.toContain('"')
  })
}
