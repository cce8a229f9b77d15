import { NewSharePage } from '#views/analyses/newShare.tsx'

/** Every page with realistic props, for looking at and for the accessibility and content policy checks. */

import type { SiteStatus } from '#src/admin/siteStatus.ts'
import { asPrograms } from '#src/analyses/asProgram.ts'
import { resultFiles } from '#src/analyses/outputs.ts'
import { defaultFields, parseParameters } from '#src/method/parameters.ts'
import { allSettingViews, settingViews } from '#src/method/settingViews.ts'
import { SetupPage } from '#views/accounts/setup.tsx'
import { SignInPage } from '#views/accounts/signIn.tsx'
import { WeightsPage } from '#views/analyses/allWeights.tsx'
import { ChainsPage } from '#views/analyses/chains.tsx'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import { crumbsToAnalysis, crumbsToStudy } from '#views/analyses/crumbs.ts'
import { FailedPage } from '#views/analyses/failed.tsx'
import { AnalysisFormPage } from '#views/analyses/form.tsx'
import { ProgramPage } from '#views/analyses/program.tsx'
import { ReportPage } from '#views/analyses/report.tsx'
import { drawResult, ResultPage } from '#views/analyses/result.tsx'
import { type ChartChoice, resultCharts } from '#views/analyses/resultCharts.ts'
import { Compared } from '#views/analyses/resultsCompared.tsx'
import { ResultsTablePage } from '#views/analyses/resultsTable.tsx'
import { RunPage } from '#views/analyses/run.tsx'
import { SharesPage } from '#views/analyses/shares.tsx'
import { VariantsPage } from '#views/analyses/variants.tsx'
import { DataTablePage } from '#views/charts/dataTable.tsx'
import { AboutPage } from '#views/pages/about.tsx'
import { ApiPage } from '#views/pages/api.tsx'
import { CitationPage } from '#views/pages/citation.tsx'
import { ContactPage } from '#views/pages/contact.tsx'
import { HelpPage } from '#views/pages/help.tsx'
import { HomePage } from '#views/pages/home.tsx'
import { ImprintPage } from '#views/pages/imprint.tsx'
import { OfflinePage } from '#views/pages/offline.tsx'
import { PrivacyPage } from '#views/pages/privacy.tsx'
import { ProblemPage } from '#views/pages/problem.tsx'
import { StatusPage } from '#views/pages/status.tsx'
import { TermsPage } from '#views/pages/terms.tsx'
import { WrongAddressPage } from '#views/pages/wrongAddress.tsx'
import { SharedStudyPage } from '#views/studies/sharedStudy.tsx'
import { accessStories } from './accessStories.tsx'
import { accountStories } from './accountStories.tsx'
import { adminStories } from './adminStories.tsx'
import { methodStories } from './methodStories.tsx'
import { operationStories } from './operationStories.tsx'
import { seriesStories } from './seriesStories.tsx'
import { simulationStories } from './simulationStories.tsx'
import * as data from './storyData.ts'
import { studyStories } from './studyStories.tsx'
import { verdictStories } from './verdictStories.tsx'

const { frameAt, blankForm, limits } = data
const stranger = { viewer: null }
const operator = {
  operator: 'Institute of Structural Biology, Notkestr. 85, 22607 Hamburg',
  hosting: 'At the institute, in Germany',
  contact: 'saxs@example.org',
}
const site = {
  name: 'Beamline P12',
  operator: operator.operator,
  logo: '/static/images/favicon.svg',
  hasImprint: true,
}
const siteStatus: SiteStatus = {
  analyses: 'working',
  testedAt: data.now.getTime() - 700_000,
  seconds: 21,
  isIdle: false,
  waiting: 1,
  running: 2,
  access: 'open',
}
const ownText = `# Who may use it

Members of the institute and their *guests*, see [the rules](https://example.org/rules).

1. Use it for research.
2. Keep copies.

| what | how long |
| --- | --- |
| studies | 180 days |
| logs | 30 days |
`
const study = { id: 7, name: 'Linker ensemble', models: 20, points: 301 }
const nextMonth = new Date(data.now.getTime() + 30 * 86_400_000)
const sharedStudy = {
  what: 'study' as const,
  crumbs: crumbsToStudy(study),
  shares: '/studies/7/shares',
  withdrawal: () => '/studies/7/shares/1/withdrawal',
}
const example = data.outcomeOf()
const charts = resultCharts(31, example)

export const stories: Record<string, () => JSX.Element> = {
  ...accountStories,
  ...adminStories,
  ...operationStories,
  ...studyStories,
  ...accessStories,
  home: () => <HomePage frame={frameAt('/', stranger)} example={example} admitsGuests />,
  homeSignedIn: () => <HomePage frame={frameAt('/')} example={example} admitsGuests={false} />,
  ...Object.fromEntries(
    [400, 401, 403, 404, 409, 413, 421, 422, 429, 503, 507].map(status => [
      `problem${status}`,
      () => <ProblemPage frame={frameAt('/nowhere', status === 401 ? stranger : {})} status={status} />,
    ]),
  ),
  bug: () => <ProblemPage frame={frameAt('/studies')} status={500} reference="7QK2-41MD" />,
  wrongAddress: () => (
    <WrongAddressPage
      asked="lab.example.org"
      origins={['https://bioce.example.org', 'http://bioce.intranet']}
      setting="BIOCE_ORIGIN=https://bioce.example.org,http://lab.example.org"
    />
  ),
  offline: () => <OfflinePage frame={frameAt('/offline', stranger)} />,
  about: () => <AboutPage frame={frameAt('/about')} />,
  help: () => (
    <HelpPage
      frame={frameAt('/help')}
      requestBytesMax={100_000_000}
      resultFiles={resultFiles}
      settings={allSettingViews}
    />
  ),
  api: () => (
    <ApiPage
      frame={frameAt('/help/api')}
      operations={[
        {
          request: 'GET /api/v1/analyses/{id}',
          summary: 'One analysis',
          scope: 'read',
          answer: '200 application/json: Analysis',
          fields: [
            { name: 'id', place: 'path', type: 'integer, from 1', isNeeded: true },
            { name: 'wait', place: 'query', type: 'integer, from 0 to 60', isNeeded: false },
          ],
        },
      ]}
      shapes={[{ name: 'Analysis', fields: [{ name: 'id', type: 'integer', isNeeded: true }] }]}
    />
  ),
  citation: () => <CitationPage frame={frameAt('/citation')} />,
  contact: () => (
    <ContactPage frame={frameAt('/contact', { site })} address={operator.contact} form={blankForm} />
  ),
  status: () => <StatusPage frame={frameAt('/status', { site })} status={siteStatus} />,
  statusBad: () => (
    <StatusPage
      frame={frameAt('/status', stranger)}
      status={{
        ...siteStatus,
        analyses: 'broken',
        isIdle: true,
        waiting: 3,
        running: 0,
        access: 'read-only',
      }}
    />
  ),
  contactForm: () => (
    <ContactPage
      frame={frameAt('/contact', stranger)}
      address=""
      form={{ values: {}, errors: { question: 'Write 10 to 2,000 characters.' } }}
    />
  ),
  imprint: () => <ImprintPage frame={frameAt('/imprint', { site })} text={ownText} {...operator} />,
  termsOwn: () => (
    <TermsPage frame={frameAt('/terms', { site })} text={ownText} since={Date.UTC(2026, 5, 1)} />
  ),
  privacyOwn: () => (
    <PrivacyPage
      frame={frameAt('/privacy', { site })}
      retentionDays={null}
      guestDays={7}
      text={ownText}
      since={Date.UTC(2026, 5, 1)}
      {...operator}
    />
  ),
  terms: () => <TermsPage frame={frameAt('/terms')} />,
  privacy: () => (
    <PrivacyPage frame={frameAt('/privacy', stranger)} {...operator} retentionDays={180} guestDays={7} />
  ),
  setup: () => <SetupPage frame={frameAt('/setup', stranger)} form={blankForm} token="t" />,
  signIn: () => <SignInPage frame={frameAt('/sign-in', stranger)} form={blankForm} canRegister />,
  signInWrong: () => (
    <SignInPage
      frame={frameAt('/sign-in', stranger)}
      form={{
        values: { email: 'rf@kcl.ac.uk' },
        errors: { '': 'This e-mail and password do not belong together.' },
      }}
    />
  ),
  analysisForm: () => (
    <AnalysisFormPage
      frame={frameAt('/studies/7/analyses/new')}
      form={{ values: { ...defaultFields }, errors: {} }}
      study={study}
      settings={settingViews(study)}
      estimateSeconds={42}
      analyses={limits.analyses}
    />
  ),
  ...methodStories,
  ...seriesStories,
  ...simulationStories,
  ...verdictStories,
  analysisAgain: () => (
    <AnalysisFormPage
      frame={frameAt('/studies/7/analyses/new')}
      form={{
        values: { ...defaultFields, name: 'Wide', cut: '0.9', keepEnergies: 'on', keepShifts: 'on' },
        errors: { cut: 'Use a number from 0.0001 to 0.5.' },
      }}
      study={study}
      settings={settingViews(study)}
      analyses={limits.analyses}
      before={{
        id: 31,
        name: 'Defaults',
        extras: {
          energies: 'energies.txt',
          properties: 'angles.csv',
          observables: 'deer.csv',
          shifts: 'exp.txt',
          shiftsSimulated: 'sim.txt',
          shiftsRms: 'rms.txt',
        },
      }}
    />
  ),
  running: () => (
    <RunPage
      frame={frameAt('/analyses/32')}
      study={study}
      status={data.status}
      provisional={{ first: data.first, settling: data.settling }}
      example={example}
    />
  ),
  waiting: () => (
    <RunPage
      frame={frameAt('/analyses/33')}
      study={study}
      status={{
        ...data.status,
        state: 'waiting',
        ahead: 2,
        startsIn: 130,
        startedAt: null,
        progress: null,
        share: null,
        secondsLeft: null,
        secondsExpected: 42,
      }}
    />
  ),
  failed: () => (
    <FailedPage
      frame={frameAt('/analyses/30')}
      study={study}
      analysis={{
        id: 30,
        name: 'First try',
        state: 'failed',
        finishedAt: data.now,
        reason: 'The file has 19 columns, but the library holds 20 models; "open" has none.',
        advice: "Give every model's profile, or leave that file out.",
        canPass: false,
        parameters: data.analysis.parameters,
      }}
      again="/studies/7/analyses/new?from=30"
    />
  ),
  result: () => (
    <ResultPage
      {...result}
      parts={drawnOf()}
      canSimulate
      simulations={[
        { id: 34, name: 'Simulation 1', state: 'done', share: 1, held: '75 of 80', isOfPosterior: true },
        { id: 35, name: 'Would SANS help', state: 'running', share: 0.4, isOfPosterior: false },
      ]}
    />
  ),
  resultMany: () => (
    <ResultPage
      {...result}
      parts={drawResult({ id: 31, outcome: data.manyModels(), choice: {}, files: data.resultFiles })}
    />
  ),
  resultCurves: () => (
    <ResultPage
      {...result}
      parts={drawResult({
        id: 31,
        outcome: data.severalCurves(),
        choice: { fit: 'kratky', curve: 2 },
        files: [],
      })}
    />
  ),
  allWeights: () => (
    <WeightsPage
      frame={frameAt('/analyses/31/weights')}
      crumbs={crumbsToAnalysis(study, data.analysis)}
      facts={{ id: 31, models: data.manyModels().result.models, sizes: data.manyModels().sizes }}
      choice={{ page: 2, order: 'rg' }}
    />
  ),
  chains: () => (
    <ChainsPage
      frame={frameAt('/analyses/31/chains')}
      crumbs={crumbsToAnalysis(study, data.analysis)}
      charts={charts}
    />
  ),
  chartTable: () => (
    <DataTablePage
      frame={frameAt('/analyses/31/charts/rhat.html')}
      crumbs={crumbsToAnalysis(study, data.analysis)}
      title={charts.rhat.title}
      table={charts.rhat.table()}
      saved={charts.rhat.saved!}
    />
  ),
  resultPublic: () => (
    <ResultPage
      {...result}
      parts={drawnOf(undefined, {}, 'example')}
      frame={frameAt('/analyses/example', stranger)}
      study={null}
      analysis={{ ...result.analysis, id: 'example', name: 'Example result', finishedAt: null }}
    />
  ),
  resultKratky: () => (
    <ResultPage
      {...result}
      parts={drawnOf({ converged: false, chi2PerPoint: 1.91, chi2P: 1e-9 }, { fit: 'kratky' })}
    />
  ),
  resultLogLog: () => (
    <ResultPage {...result} parts={drawnOf({ points: 90, extras: true }, { fit: 'log-log' })} />
  ),
  shares: () => (
    <SharesPage
      frame={frameAt('/studies/7/shares')}
      thing={sharedStudy}
      form={{ values: { shows: 'files', shareDays: '30' }, errors: {} }}
      shares={[
        {
          id: 1,
          name: 'referees',
          shows: 'blinded',
          createdAt: data.now,
          expiresAt: new Date(data.now.getTime() + 30 * 86_400_000),
          usedAt: data.now,
          uses: 3,
        },
      ]}
      daysMax={365}
    />
  ),
  sharesOfResult: () => (
    <SharesPage
      frame={frameAt('/analyses/31/shares')}
      thing={{
        what: 'result',
        crumbs: crumbsToAnalysis(study, data.analysis),
        shares: '/analyses/31/shares',
        withdrawal: () => '/analyses/31/shares/1/withdrawal',
      }}
      form={{ values: { shows: 'page', shareDays: '30' }, errors: { shareName: 'Give the link a name.' } }}
      shares={[]}
      daysMax={365}
    />
  ),
  resultShared: () => (
    <ResultPage
      {...result}
      parts={{
        ...drawResult({ id: 'share_x', outcome: example, choice: {}, files: [] }),
        checksums: null,
      }}
      frame={frameAt('/analyses/share_x', stranger)}
      study={null}
      analysis={{ ...result.analysis, id: 'share_x' }}
      files={[]}
      shared={{ by: null, until: nextMonth, study: null }}
    />
  ),
  program: () => (
    <ProgramPage
      frame={frameAt('/analyses/3/program')}
      crumbs={sharedStudy.crumbs}
      programs={asPrograms({
        address: 'https://bioce.example.org/api/v1/studies/7/analyses',
        name: 'First look 2',
        parameters: parseParameters({ ...defaultFields, seed: '1' }),
      })}
      hasFiles
    />
  ),
  newShare: () => (
    <NewSharePage
      frame={frameAt('/studies/7/shares')}
      thing={sharedStudy}
      link={`http://localhost:3000/studies/share_${'x'.repeat(43)}`}
      until={nextMonth}
    />
  ),
  sharedStudy: () => (
    <SharedStudyPage
      frame={frameAt('/studies/share_x')}
      address="share_x"
      study={{ name: 'Linker ensemble', models: 20, points: 301 }}
      shared={{ by: 'Ada Lovelace', until: nextMonth }}
      results={[
        { id: 3, name: 'First look', finishedAt: data.now },
        { id: 4, name: 'Without selection', finishedAt: data.now },
      ]}
      inspection={data.inspectionOf()}
      isHandedOver
      problem={'This study is yours already. Open it under "My studies".'}
    />
  ),
  comparison: () => (
    <ComparisonPage
      frame={frameAt('/studies/7/comparison')}
      study={study}
      choices={[
        { id: 31, name: 'Defaults' },
        { id: 28, name: 'No selection' },
      ]}
      chosen={[31, 28]}
    >
      <Compared sides={data.sidesOf()} />
    </ComparisonPage>
  ),
  variants: () => (
    <VariantsPage
      frame={frameAt('/analyses/31/variants')}
      study={study}
      analysis={{ id: 31, name: 'Defaults' }}
      settings={[
        { name: 'qMax', label: 'Largest q', now: '0.25 1/Å' },
        { name: 'errorScale', label: 'Errors', words: ['inferred', 'fixed'], now: 'inferred' },
      ]}
      form={{ values: { values: '0.2, big', submitKey: 'k' }, errors: { values: 'big: Use a number.' } }}
    />
  ),
  resultsTable: () => (
    <ResultsTablePage
      frame={frameAt('/studies/7/results')}
      study={study}
      table={{
        settings: ['Largest q', 'Skip the variational step'],
        left: 3,
        rows: [
          {
            id: 31,
            name: 'Defaults',
            state: 'done',
            settings: ['0.25 1/Å', 'no'],
            summary: data.summaryOf(1.02),
          },
          {
            id: 32,
            name: 'Defaults 0.2',
            state: 'done',
            settings: ['0.2 1/Å', 'no'],
            summary: data.summaryOf(0.97),
          },
          { id: 33, name: 'Defaults 0.15', state: 'running', settings: ['0.15 1/Å', 'no'] },
          { id: 12, name: 'Of last year', state: 'done', settings: ['0.25 1/Å', 'no'] },
        ],
      }}
    />
  ),
  report: () => (
    <ReportPage
      frame={frameAt('/analyses/31/report')}
      study={{ ...study, report: { organism: 'Homo sapiens', wavelength: '1.24' } }}
      analysis={data.analysis}
      outcome={data.outcomeOf()}
      inspection={data.inspectionOf()}
    />
  ),
}

/** What is drawn of a made-up result. */
const drawnOf = (
  facts?: Parameters<typeof data.outcomeOf>[0],
  choice: ChartChoice = {},
  id: number | string = data.analysis.id,
) => drawResult({ id, outcome: data.outcomeOf(facts), choice, files: data.resultFiles })

const result = { frame: frameAt('/analyses/31'), study, analysis: data.analysis, files: data.resultFiles }
