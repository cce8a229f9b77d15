import { shortSlots } from '#src/analyses/expectedStarts.ts'
import type { Files } from '#src/files.ts'
import type { Mailer } from '#src/mail.ts'
import { type AnalysisRunnerOptions, createAnalysisRunner } from './analysisRunner.ts'
import { type BackupOptions, createBackupRunner } from './backup.ts'
import { type CheckOptions, createCheckRunner } from './check.ts'
import { type Compose, createMailRunner } from './mailRunner.ts'
import type { Runner } from './runner.ts'
import { createSelfTestRunner, type SelfTestOptions } from './selfTest.ts'
import { createSweepRunner } from './sweep.ts'
import type { Lane, WorkerOptions } from './worker.ts'

export interface RunnerOptions
  extends AnalysisRunnerOptions,
    Pick<CheckOptions, 'checkCommand' | 'inflatedBytesMax' | 'uploadBytesMax' | 'archives'> {
  files: Files
  mailer: Mailer
  compose: Compose
  /** The site's host name, for Message-IDs. */
  host: string
  onSwept?: () => void
  backup: BackupOptions
  selfTest: Pick<SelfTestOptions, 'command'>
  /** Where the newest version of the program is told. */
  releases?: string
}

/** Job kind -> what does it. */
export function createRunners(
  options: RunnerOptions,
): Record<'analysis' | 'check' | 'mail' | 'sweep' | 'backup' | 'selfTest', Runner> {
  return {
    analysis: createAnalysisRunner(options),
    check: createCheckRunner(options),
    mail: createMailRunner(options),
    sweep: createSweepRunner(options),
    backup: createBackupRunner(options.backup),
    selfTest: createSelfTestRunner({ ...options, ...options.selfTest }),
  }
}

/**
 * Each kind has slots of its own, so that hours of calculation never keep an upload or a mail waiting; analyses that
 * should take less than `shortMs` have one more, which one that takes longer after all leaves to them. A pause is about
 * calculations: mails, sweeps and backups go on.
 */
export const lanesFor = (
  analysisSlots: number,
  { shortMs = 0, ...analyses }: Pick<Lane, 'perUserMax' | 'sliceMs' | 'shortMs'> = {},
): WorkerOptions['lanes'] => [
  ...(shortMs > 0
    ? [{ kinds: ['analysis'], slots: shortSlots, ...analyses, shortMs, sliceMs: shortMs }]
    : []),
  { kinds: ['analysis'], slots: analysisSlots, ...analyses },
  { kinds: ['check'], slots: 2, perUserMax: 1 },
  { kinds: ['mail', 'sweep', 'backup', 'selfTest'], slots: 3, evenPaused: true },
]
