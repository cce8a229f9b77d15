/** A sub-command: `run` takes what follows its name and answers with the exit code. */
export interface Command {
  name: string
  summary: string
  usage: string
  /** It has no arguments: any is refused. */
  takesNothing?: true
  run(args: string[]): Promise<number>
}

/**
 * Every sub-command by name, loaded when it is asked for: a calculation in a child process must not wait for the
 * web to load.
 */
export const commands: Record<string, () => Promise<{ command: Command }>> = {
  start: () => import('./start.ts'),
  web: () => import('./web.ts'),
  worker: () => import('./worker.ts'),
  run: () => import('./run.ts'),
  attempt: () => import('./attempt.ts'),
  check: () => import('./check.ts'),
  profile: () => import('./profile.ts'),
  infer: () => import('./infer.ts'),
  series: () => import('./series.ts'),
  select: () => import('./select.ts'),
  simulate: () => import('./simulate.ts'),
  trust: () => import('./trust.ts'),
  migrate: () => import('./migrate.ts'),
  doctor: () => import('./doctor.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
  replicate: () => import('./replicate.ts'),
  move: () => import('./move.ts'),
  admin: () => import('./admin.ts'),
  audit: () => import('./audit.ts'),
  secrets: () => import('./secrets.ts'),
  method: () => import('./method.ts'),
}
