import { randomUUIDv7 } from 'bun'
import { type AnyElysia, Elysia } from 'elysia'
import { DatabaseBusy, DatabaseFull } from '#db/index.ts'
import { ProblemPage } from '#views/pages/problem.tsx'
import { paths } from '#views/paths.ts'
import { StepUpNeeded } from './accounts/permissions.ts'
import { AppError } from './errors.ts'
import { log } from './log.ts'
import { assets } from './plugins/assets.ts'
import type { Deps } from './plugins/deps.ts'
import { headers } from './plugins/headers.ts'
import { pages } from './plugins/pages.ts'
import { sameOrigin } from './plugins/sameOrigin.ts'
import { accountRoutes } from './routes/account.tsx'
import { accountRequestRoutes } from './routes/accountRequests.tsx'
import { adminRoutes } from './routes/admin.tsx'
import { adminEditRoutes } from './routes/adminEdits.tsx'
import { adminTableRoutes } from './routes/adminTables.tsx'
import { analysisRoutes } from './routes/analysis.tsx'
import { analysisFileRoutes } from './routes/analysisFiles.ts'
import { analysisLiveRoutes } from './routes/analysisLive.tsx'
import { analysisReportRoutes } from './routes/analysisReport.tsx'
import { comparisonRoutes } from './routes/comparison.tsx'
import { confirmationRoutes } from './routes/confirmation.tsx'
import { credentialRoutes } from './routes/credentials.tsx'
import { exampleRoutes } from './routes/example.ts'
import { factorRoutes } from './routes/factors.tsx'
import { failedFileRoutes } from './routes/failedFiles.ts'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.tsx'
import { methodRoutes } from './routes/method.tsx'
import { newAnalysisRoutes } from './routes/newAnalysis.tsx'
import { newStudyRoutes } from './routes/newStudy.tsx'
import { outboxRoutes } from './routes/outbox.tsx'
import { passwordResetRoutes } from './routes/passwordReset.tsx'
import { proofRoutes } from './routes/proof.tsx'
import { registrationRoutes } from './routes/registration.tsx'
import { registrationSettingsRoutes } from './routes/registrationSettings.tsx'
import { sessionRoutes } from './routes/sessions.tsx'
import { setupRoutes } from './routes/setup.tsx'
import { signInRoutes } from './routes/signIn.tsx'
import { signOutRoutes } from './routes/signOut.ts'
import { studiesRoutes } from './routes/studies.tsx'
import { studyFileRoutes } from './routes/studyFiles.ts'
import { wordsRoutes } from './routes/words.tsx'

/** The web application. Everything it touches is handed in, so tests build it around a database of their own. */
export function createApp(deps: Deps): AnyElysia {
  // Without `normalize: false` a form's unknown fields would be dropped in silence instead of refused.
  return new Elysia({ normalize: false })
    .use(headers(deps.config.origin))
    .use(problems(deps))
    .use(sameOrigin(deps.config.origin))
    .use(assets())
    .use(healthRoutes(deps))
    .use(homeRoutes(deps))
    .use(wordsRoutes(deps))
    .use(setupRoutes(deps))
    .use(signInRoutes(deps))
    .use(signOutRoutes(deps))
    .use(registrationRoutes(deps))
    .use(confirmationRoutes(deps))
    .use(passwordResetRoutes(deps))
    .use(accountRequestRoutes(deps))
    .use(adminRoutes(deps))
    .use(adminTableRoutes(deps))
    .use(failedFileRoutes(deps))
    .use(adminEditRoutes(deps))
    .use(registrationSettingsRoutes(deps))
    .use(outboxRoutes(deps))
    .use(accountRoutes(deps))
    .use(credentialRoutes(deps))
    .use(sessionRoutes(deps))
    .use(factorRoutes(deps))
    .use(proofRoutes(deps))
    .use(studiesRoutes(deps))
    .use(studyFileRoutes(deps))
    .use(newStudyRoutes(deps))
    .use(exampleRoutes(deps))
    .use(newAnalysisRoutes(deps))
    .use(methodRoutes(deps))
    .use(analysisRoutes(deps))
    .use(analysisLiveRoutes(deps))
    .use(analysisFileRoutes(deps))
    .use(analysisReportRoutes(deps))
    .use(comparisonRoutes(deps))
}

interface Problem {
  status: number
  /** The one thing that helps, where there is one. */
  action?: { text: string; href: string }
  message?: string
  reference?: string
}

/** The error page: a mistake is told in words, a bug gets a reference that the log knows too. */
function problems(deps: Deps) {
  return new Elysia({ name: 'problems' }).use(pages(deps)).onError({ as: 'global' }, context => {
    const { error, code, request, set } = context
    const problem = explain(code, error, request)
    set.status = problem.status
    const wantsPage = request.headers.get('accept')?.includes('text/html')
    if (problem.status === 401 && wantsPage) return toSignIn(request)
    if (problem.status === 503) set.headers['retry-after'] = '5'
    if (!wantsPage) return problem.message ?? 'Something went wrong.'
    const frame = 'frame' in context ? (context.frame as never) : blankFrame(request, deps)
    const page = String(ProblemPage({ frame, ...problem }))
    return new Response(page, {
      status: problem.status,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    })
  })
}

function explain(code: unknown, error: unknown, request: Request): Problem {
  if (error instanceof StepUpNeeded)
    return { status: 403, message: error.message, action: wayOn(error, request) }
  if (error instanceof AppError) return { status: error.status, message: error.message }
  if (error instanceof DatabaseBusy) return { status: 503, message: error.message }
  if (error instanceof DatabaseFull)
    return {
      status: 507,
      message: 'The disk of this server is full. Nothing was changed; the administrators know.',
    }
  if (code === 'NOT_FOUND') return { status: 404 }
  if (code === 'VALIDATION' || code === 'PARSE')
    return { status: 422, message: 'This form holds fields that the page does not have.' }
  const reference = randomUUIDv7().slice(-12)
  log.error('bug', error, { reference, method: request.method, path: new URL(request.url).pathname })
  return { status: 500, reference }
}

function wayOn({ need }: StepUpNeeded, request: Request) {
  if (need === 'factor') return { text: 'Add a second factor', href: paths.factors() }
  const { pathname, search } = new URL(request.url)
  const next = request.method === 'GET' ? pathname + search : undefined
  return { text: 'Prove that it is me', href: paths.stepUp(next) }
}

function toSignIn(request: Request): Response {
  const { pathname, search } = new URL(request.url)
  const location = paths.signIn(request.method === 'GET' ? pathname + search : undefined)
  if (request.headers.has('hx-request'))
    return new Response(null, { status: 200, headers: { 'hx-redirect': location } })
  return new Response(null, { status: 303, headers: { location } })
}

const blankFrame = (request: Request, { now }: Deps) => ({
  path: new URL(request.url).pathname,
  viewer: null,
  csrf: '',
  now: new Date(now()),
})
