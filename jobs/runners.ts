import { type AnalysisOptions, createAnalysisRunner } from './attempt.ts'
import { type BackupOptions, createBackupRunner } from './backup.ts'
import { type Compose, createLetterRunner, type Mailer } from './letter.ts'
import type { Runner } from './runner.ts'
import { createSweepRunner } from './sweep.ts'

export interface RunnerOptions extends AnalysisOptions {
  mailer: Mailer
  compose: Compose
  /** The site's host name, for Message-IDs. */
  host: string
  onSwept?: () => void
  backup: BackupOptions
}

/** Job kind -> what does it. */
export function createRunners(
  options: RunnerOptions,
): Record<'analysis' | 'letter' | 'sweep' | 'backup', Runner> {
  return {
    analysis: createAnalysisRunner(options),
    letter: createLetterRunner(options),
    sweep: createSweepRunner(options.onSwept),
    backup: createBackupRunner(options.backup),
  }
}

/** Analyses have slots of their own, so that hours of calculation never keep a letter waiting. */
export const lanesFor = (analysisSlots: number) => [
  { kinds: ['analysis'], slots: analysisSlots },
  { kinds: ['letter', 'sweep', 'backup'], slots: 2 },
]
