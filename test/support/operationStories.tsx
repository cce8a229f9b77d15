/** The pages from which administrators look after the running site. */

import { BackupsPage } from '#views/admin/backups.tsx'
import { DoctorPage } from '#views/admin/doctor.tsx'
import { FailedAnalysisPage } from '#views/admin/failedAnalysis.tsx'
import { LogsPage } from '#views/admin/logs.tsx'
import { MailPage } from '#views/admin/mail.tsx'
import { MaintenancePage } from '#views/admin/maintenance.tsx'
import { ProblemPage } from '#views/pages/problem.tsx'
import { StudiesPage } from '#views/studies/list.tsx'
import * as data from './storyData.ts'

const { frameAt, now } = data
const at = now.getTime()
const minute = 60_000
const tables = [
  { name: 'users', title: 'Users', singular: 'user' },
  { name: 'analyses', title: 'Analyses', singular: 'analysis' },
  { name: 'mails', title: 'Mails', singular: 'mail' },
]
const backup = { at: now, studies: 112, analyses: 301, bytes: 4_820_000_000, missing: [] }
const banner = { text: 'Tonight the server moves to a new disk.', until: new Date(at + 5 * 60 * minute) }
const stack = 'TypeError: The curve has no points.\n    at read (/srv/bioce/src/studies/inspect.ts:41:11)'

export const operationStories: Record<string, () => JSX.Element> = {
  logs: () => (
    <LogsPage
      frame={frameAt('/admin/logs')}
      tables={tables}
      asked={{ level: 'info', text: '', id: 'analysis 31', since: '2026-11-21T12:00', until: '' }}
      lines={[
        {
          at: at - minute,
          level: 'error',
          process: 'worker',
          event: 'job broke',
          facts: {
            job: 12,
            kind: 'analysis',
            error: { name: 'TypeError', message: 'The curve has no points.', stack },
          },
        },
        {
          at: at - 2 * minute,
          level: 'warning',
          process: 'bioce',
          event: 'refused',
          facts: {
            status: 403,
            method: 'POST',
            route: '/studies/:id/deletion',
            requestId: '7a1b41c2d90e',
            user: 4,
          },
        },
        {
          at: at - 3 * minute,
          level: 'info',
          process: 'worker',
          event: 'analysis ended',
          facts: { analysis: 31 },
        },
      ]}
      older="/admin/logs?before=1"
    />
  ),
  logsEmpty: () => (
    <LogsPage
      frame={frameAt('/admin/logs')}
      tables={tables}
      asked={{ level: 'error', text: 'unheard of', id: '', since: '', until: '' }}
      lines={[]}
    />
  ),
  backups: () => (
    <BackupsPage
      frame={frameAt('/admin/backups')}
      tables={tables}
      backups={[
        { ...backup, name: '2026-11-22T03-00-00-000Z' },
        {
          ...backup,
          name: '2026-11-21T03-00-00-000Z',
          missing: ['Study 7 of user 4 has no files.'],
        },
      ]}
      isAsked={false}
      folder="/srv/bioce/backups"
      kept={7}
    />
  ),
  backupsAsked: () => (
    <BackupsPage
      frame={frameAt('/admin/backups')}
      tables={tables}
      backups={[]}
      isAsked
      folder="/srv/bioce/backups"
      kept={0}
    />
  ),
  doctor: () => (
    <DoctorPage
      frame={frameAt('/admin/doctor')}
      tables={tables}
      findings={[
        {
          area: 'files',
          grave: true,
          message: '1 analysis waits or runs without a job: 31. It can be marked as failed, and run again.',
          way: 'x',
        },
        { area: 'disk', grave: false, message: 'Only 1.8 GB (3 %) is free.' },
      ]}
    />
  ),
  doctorWell: () => <DoctorPage frame={frameAt('/admin/doctor')} tables={tables} findings={[]} />,
  mail: () => (
    <MailPage
      frame={frameAt('/admin/mails/9')}
      tables={tables}
      mail={{
        id: 9,
        email: 'rf@kcl.ac.uk',
        state: 'failed',
        error: '550 No such mailbox',
        at: now,
        subject: 'A new password for BioCE',
        text: 'Dear Rosalind,\n\nFollow the link:\nhttps://bioce.example.org/password-reset?token=SECRET\n',
      }}
    />
  ),
  failedLog: () => (
    <FailedAnalysisPage
      frame={frameAt('/admin/failed-analyses/30')}
      tables={tables}
      analysis={{
        id: 30,
        name: 'First try',
        message: "The analysis's worker died three times.",
        log: 'stage profiles 12 of 20\nKilled\n',
        isCut: true,
        files: [
          { name: 'log.txt', bytes: 120_000 },
          { name: 'report.json', bytes: 1400 },
        ],
      }}
    />
  ),
  maintenance: () => (
    <MaintenancePage
      frame={frameAt('/admin/maintenance', { banner })}
      tables={tables}
      form={{ values: { banner: banner.text, until: '2026-11-22T20:00', access: 'read-only' }, errors: {} }}
      lengthMax={300}
    />
  ),
  closed: () => (
    <ProblemPage
      frame={frameAt('/', { viewer: null, banner })}
      status={503}
      message={banner.text}
      action={{ title: 'Back in a moment', text: 'Try again', href: '/' }}
    />
  ),
  impersonated: () => (
    <StudiesPage
      frame={frameAt('/studies', { banner, impersonationEndsAt: new Date(at + 12 * minute) })}
      studies={data.studies}
      analyses={data.analyses}
      limits={data.limits}
    />
  ),
}
