import first from './0001_first.sql' with { type: 'text' }
import rotatingSessions from './0002_rotating_sessions.sql' with { type: 'text' }
import timings from './0012_timings.sql' with { type: 'text' }
import drafts from './0013_drafts.sql' with { type: 'text' }
import report from './0014_report.sql' with { type: 'text' }
import impersonation from './0015_impersonation.sql' with { type: 'text' }
import formHashes from './0017_form_hashes.sql' with { type: 'text' }
import budgets from './0018_budgets.sql' with { type: 'text' }
import mailJobs from './0019_mail_jobs.sql' with { type: 'text' }
import lastingTokens from './0020_lasting_tokens.sql' with { type: 'text' }
import shortJobs from './0021_short_jobs.sql' with { type: 'text' }
import executions from './0022_executions.sql' with { type: 'text' }
import inputs from './0023_inputs.sql' with { type: 'text' }
import siteTexts from './0024_site_texts.sql' with { type: 'text' }
import guests from './0025_guests.sql' with { type: 'text' }
import usage from './0026_usage.sql' with { type: 'text' }
import identities from './0027_identities.sql' with { type: 'text' }
import methodVersions from './0028_method_versions.sql' with { type: 'text' }
import openedShares from './0029_opened_shares.sql' with { type: 'text' }
import studyDetails from './0030_study_details.sql' with { type: 'text' }
import studyColumns from './0031_study_columns.sql' with { type: 'text' }
import draftDetails from './0032_draft_details.sql' with { type: 'text' }
import draftColumns from './0033_draft_columns.sql' with { type: 'text' }

/** Every step of the schema, oldest first. Add to the end; what has landed never changes. */
export const migrations: readonly Migration[] = [
  { name: '0001_first', sql: first },
  { name: '0002_rotating_sessions', sql: rotatingSessions },
  { name: '0012_timings', sql: timings },
  { name: '0013_drafts', sql: drafts },
  { name: '0014_report', sql: report },
  { name: '0015_impersonation', sql: impersonation },
  { name: '0017_form_hashes', sql: formHashes },
  { name: '0018_budgets', sql: budgets },
  { name: '0019_mail_jobs', sql: mailJobs },
  { name: '0020_lasting_tokens', sql: lastingTokens },
  { name: '0021_short_jobs', sql: shortJobs },
  { name: '0022_executions', sql: executions },
  { name: '0023_inputs', sql: inputs },
  { name: '0024_site_texts', sql: siteTexts },
  { name: '0025_guests', sql: guests },
  { name: '0026_usage', sql: usage },
  { name: '0027_identities', sql: identities },
  { name: '0028_method_versions', sql: methodVersions },
  { name: '0029_opened_shares', sql: openedShares },
  { name: '0030_study_details', sql: studyDetails },
  { name: '0031_study_columns', sql: studyColumns },
  { name: '0032_draft_details', sql: draftDetails },
  { name: '0033_draft_columns', sql: draftColumns },
]

export interface Migration {
  name: string
  sql: string
}
