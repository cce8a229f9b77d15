import { asSentence, FaultError } from '#src/ensemble/faults/index.ts'
import { describeFault } from '#src/studies/uploadFaults.ts'
import { AppError } from '../errors.ts'
import { UsageError } from './usage.ts'

/** A finding of a check, as docs/methods.md describes it. */
export interface Finding {
  level: 'problem' | 'warning' | 'note'
  message: string
  advice?: string
  /** As its owner calls it. */
  file?: string
  line?: number
  /** Of the form. */
  field?: string
}

/** One line of what a task prints. */
export const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)

/** What is wrong with a field of the form. */
export class FieldFault extends UsageError {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message)
  }
}

/** What is wrong with the files or the settings of a task, and not with the program. */
type TaskFault = FaultError | UsageError | AppError

export const isTaskFault = (error: unknown): error is TaskFault =>
  [FaultError, UsageError, AppError].some(kind => error instanceof kind)

/** A fault as a finding: its place beside its words, and not in them. */
export function findingOf(error: TaskFault): Finding {
  if (error instanceof FieldFault) return { level: 'problem', message: error.message, field: error.field }
  if (!(error instanceof FaultError)) return { level: 'problem', message: asSentence(error.message) }
  const { file, line } = error.fault
  return { ...describeFault(error.fault), level: 'problem', file, line }
}

/**
 * Checks a task, or runs it, and prints the last line: the findings of a check, the summary of a run, or why it failed.
 * @param mode `--check` where it is to be checked alone
 * @returns the exit code: a check that finds a fault is done
 */
export async function runTask(
  mode: string | undefined,
  { check, run }: { check: () => Promise<Finding[]>; run: () => Promise<object> },
): Promise<number> {
  const isCheck = mode === '--check'
  try {
    say(isCheck ? { findings: await check() } : { summary: await run() })
    return 0
  } catch (error) {
    if (!isTaskFault(error)) throw error
    const reason = error instanceof FaultError ? error.fault.code : 'bad_input'
    say(isCheck ? { findings: [findingOf(error)] } : { reason, message: error.message })
    return isCheck ? 0 : 1
  }
}
