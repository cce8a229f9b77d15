import { type AnyElysia, Elysia } from 'elysia'
import { withRequestContext } from '#src/plugins/requestContext.ts'
import { errorHandler } from '#src/routes/errorHandler.tsx'
import { staticPageRoutes } from '#src/routes/staticPages.tsx'
import { openRequestTimes } from './admin/requestTimes.ts'
import { assets } from './plugins/assets.ts'
import { bodyLimit } from './plugins/bodyLimit.ts'
import { compression } from './plugins/compression.ts'
import type { Deps } from './plugins/deps.ts'
import { headers } from './plugins/headers.ts'
import { plainTexts } from './plugins/plainTexts.ts'
import { sameOrigin } from './plugins/sameOrigin.ts'
import { accountRoutes } from './routes/account.tsx'
import { accountRequestRoutes } from './routes/accountRequests.tsx'
import { adminRoutes } from './routes/admin.tsx'
import { adminEditRoutes } from './routes/adminEdits.tsx'
import { adminListRoutes } from './routes/adminList.tsx'
import { adminMethodRoutes } from './routes/adminMethods.tsx'
import { adminRowRoutes } from './routes/adminRow.tsx'
import { adminSelectionRoutes } from './routes/adminSelection.tsx'
import { analysisRoutes } from './routes/analysis.tsx'
import { analysisFileRoutes } from './routes/analysisFiles.ts'
import { analysisLiveRoutes } from './routes/analysisLive.tsx'
import { analysisProgramRoutes } from './routes/analysisProgram.tsx'
import { analysisReportRoutes } from './routes/analysisReport.tsx'
import { apiAnalysisRoutes } from './routes/apiAnalyses.ts'
import { apiDescriptionRoutes } from './routes/apiDescription.tsx'
import { apiMethodRoutes } from './routes/apiMethods.ts'
import { apiResultRoutes } from './routes/apiResults.ts'
import { apiStudyRoutes } from './routes/apiStudies.ts'
import { apiUploadRoutes } from './routes/apiUploads.ts'
import { auditRoutes } from './routes/audit.ts'
import { backupRoutes } from './routes/backups.tsx'
import { chainRoutes } from './routes/chains.tsx'
import { chartRoutes } from './routes/charts.tsx'
import { comparisonRoutes } from './routes/comparison.tsx'
import { confirmationRoutes } from './routes/confirmation.tsx'
import { crawlerRoutes } from './routes/crawlers.ts'
import { credentialRoutes } from './routes/credentials.tsx'
import { curvesAnewRoutes } from './routes/curvesAnew.tsx'
import { doctorRoutes } from './routes/doctor.tsx'
import { draftRoutes } from './routes/drafts.tsx'
import { exampleRoutes } from './routes/example.ts'
import { factorRoutes } from './routes/factors.tsx'
import { failedAnalysisRoutes } from './routes/failedAnalyses.tsx'
import { fitRoutes } from './routes/fit.tsx'
import { guestRoutes } from './routes/guests.tsx'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.tsx'
import { impersonationRoutes } from './routes/impersonation.ts'
import { logRoutes } from './routes/logs.tsx'
import { maintenanceRoutes } from './routes/maintenance.tsx'
import { methodRoutes } from './routes/method.tsx'
import { methodResultRoutes } from './routes/methodResults.tsx'
import { metricsRoutes } from './routes/metrics.ts'
import { newAnalysisRoutes } from './routes/newAnalysis.tsx'
import { newAnalysisCheckRoutes } from './routes/newAnalysisChecks.tsx'
import { newMethodStudyRoutes } from './routes/newMethodStudy.tsx'
import { newStudyRoutes } from './routes/newStudy.tsx'
import { offlineRoutes } from './routes/offline.tsx'
import { outboxRoutes } from './routes/outbox.tsx'
import { passwordResetRoutes } from './routes/passwordReset.tsx'
import { policyReportRoutes } from './routes/policyReports.ts'
import { proofRoutes } from './routes/proof.tsx'
import { publicExampleRoutes } from './routes/publicExample.tsx'
import { registrationRoutes } from './routes/registration.tsx'
import { registrationSettingsRoutes } from './routes/registrationSettings.tsx'
import { sessionRoutes } from './routes/sessions.tsx'
import { setupRoutes } from './routes/setup.tsx'
import { sharedWithMeRoutes } from './routes/sharedWithMe.tsx'
import { shareRoutes } from './routes/shares.tsx'
import { signInRoutes } from './routes/signIn.tsx'
import { signOnRoutes } from './routes/signOn.tsx'
import { signOutRoutes } from './routes/signOut.ts'
import { siteRoutes } from './routes/site.tsx'
import { siteSettingsRoutes } from './routes/siteSettings.tsx'
import { statisticsRoutes } from './routes/statistics.tsx'
import { statusRoutes } from './routes/status.tsx'
import { studiesRoutes } from './routes/studies.tsx'
import { studyRoutes } from './routes/study.tsx'
import { studyFileRoutes } from './routes/studyFiles.ts'
import { tokenRoutes } from './routes/tokens.tsx'
import { userAccessRoutes } from './routes/userAccess.tsx'
import { variantRoutes } from './routes/variants.tsx'
import { weightRoutes } from './routes/weights.tsx'

/** The web application. Everything it touches is handed in, so tests build it around a database of their own. */
export function createApp(deps: Deps): AnyElysia {
  const requestTimes = openRequestTimes()
  // Without `normalize: false` a form's unknown fields would be dropped in silence instead of refused.
  const app: AnyElysia = new Elysia({ normalize: false })
    .use(headers(deps))
    .use(compression())
    .use(errorHandler(deps, () => app))
    .use(sameOrigin(deps))
    .use(bodyLimit(() => app))
    .use(plainTexts())
    .use(assets())
    .use(crawlerRoutes(deps))
    .use(offlineRoutes())
    .use(policyReportRoutes(deps))
    .use(healthRoutes(deps))
    .use(metricsRoutes(deps, requestTimes))
    .use(homeRoutes(deps))
    .use(staticPageRoutes(deps))
    .use(siteRoutes(deps))
    .use(statusRoutes(deps))
    .use(setupRoutes(deps))
    .use(signInRoutes(deps))
    .use(signOutRoutes(deps))
    .use(signOnRoutes(deps))
    .use(guestRoutes(deps))
    .use(registrationRoutes(deps))
    .use(confirmationRoutes(deps))
    .use(passwordResetRoutes(deps))
    .use(accountRequestRoutes(deps))
    .use(adminRoutes(deps))
    .use(adminListRoutes(deps))
    .use(adminRowRoutes(deps))
    .use(adminSelectionRoutes(deps))
    .use(failedAnalysisRoutes(deps))
    .use(adminEditRoutes(deps))
    .use(userAccessRoutes(deps))
    .use(auditRoutes(deps))
    .use(registrationSettingsRoutes(deps))
    .use(siteSettingsRoutes(deps))
    .use(outboxRoutes(deps))
    .use(maintenanceRoutes(deps))
    .use(logRoutes(deps))
    .use(backupRoutes(deps))
    .use(doctorRoutes(deps))
    .use(adminMethodRoutes(deps))
    .use(statisticsRoutes(deps))
    .use(impersonationRoutes(deps))
    .use(accountRoutes(deps))
    .use(credentialRoutes(deps))
    .use(sessionRoutes(deps))
    .use(factorRoutes(deps))
    .use(tokenRoutes(deps))
    .use(proofRoutes(deps))
    .use(studiesRoutes(deps))
    .use(studyRoutes(deps))
    .use(studyFileRoutes(deps))
    .use(newStudyRoutes(deps))
    .use(newMethodStudyRoutes(deps))
    .use(curvesAnewRoutes(deps))
    .use(draftRoutes(deps))
    .use(exampleRoutes(deps))
    .use(publicExampleRoutes(deps))
    .use(newAnalysisRoutes(deps))
    .use(newAnalysisCheckRoutes(deps))
    .use(methodRoutes(deps))
    .use(methodResultRoutes(deps))
    .use(analysisProgramRoutes(deps))
    .use(analysisRoutes(deps))
    .use(analysisLiveRoutes(deps))
    .use(analysisFileRoutes(deps))
    .use(chartRoutes(deps))
    .use(chainRoutes(deps))
    .use(fitRoutes(deps))
    .use(weightRoutes(deps))
    .use(analysisReportRoutes(deps))
    .use(shareRoutes(deps))
    .use(sharedWithMeRoutes(deps))
    .use(comparisonRoutes(deps))
    .use(variantRoutes(deps))
    .use(apiStudyRoutes(deps))
    .use(apiUploadRoutes(deps))
    .use(apiAnalysisRoutes(deps))
    .use(apiResultRoutes(deps))
    .use(apiMethodRoutes(deps))
    .use(apiDescriptionRoutes(deps, () => app))
  return app.use(withRequestContext(deps, app, requestTimes.note))
}
