import type { Analysis } from '#db/schema.ts'
import { adviceOfCode } from '#src/ensemble/faults/index.ts'

/**
 * What to try, by the reason an analysis ended without a result; the sentence of what happened comes with it. The
 * built-in analysis gives the code of a fault as its reason, methods of the laboratory one of these words.
 */
const advice: Record<string, string> = {
  bad_curve: 'Correct the curve and upload the study again.',
  bad_profiles: 'Correct the profiles and upload the study again.',
  bad_structure: 'Correct the structure named above and upload the study again.',
  bad_library:
    'All models must be conformations of one molecule with the same atoms. Remove the models that differ and upload again.',
  bad_options: 'Run it again with other settings.',
  too_large: 'Use fewer or smaller models, or ask the administrators to raise the limit.',
  no_fit:
    'No mixture of these models comes near the curve. Check the unit of q and whether the models fit the sample.',
  cancelled: 'You can run it again at any time.',
  timeout: 'Use fewer models or iterations, or ask the administrators for more time.',
  memory: 'Use fewer or smaller models, or ask the administrators to raise the limit.',
  output: 'Use fewer models or iterations, or ask the administrators to raise the limit.',
  processes: 'Ask the administrators to look at the method of this analysis.',
  odd_output: 'Ask the administrators to correct this method: it may write regular files only, no links.',
  disk_full: "The server's disk is full. The administrators know; run it again later.",
  worker_died: 'Run it again. If it fails again, send the administrators the number of this analysis.',
  stopped: 'Run it again, or ask the administrators why it was stopped.',
  bug: 'This is a fault of the server. The administrators have been notified; you can run the analysis again.',
}

export function adviceFor(reason: string | null): string | undefined {
  const known = reason ?? 'bug'
  return adviceOfCode(known) ?? (Object.hasOwn(advice, known) ? advice[known] : undefined)
}

/** Reasons that may be gone when the same analysis runs again. */
const passing = new Set(['cancelled', 'disk_full', 'worker_died', 'stopped', 'bug'])

/** Whether the same analysis can end otherwise when it is run again. Nothing is known of the reasons of a laboratory's own. */
export const canPass = (reason: string | null): boolean =>
  passing.has(reason ?? 'bug') || adviceFor(reason) === undefined

export function adviceOnFailure({ reason, message }: Analysis): {
  sentence: string
  advice: string | undefined
} {
  return { sentence: message ?? 'The analysis ended without a result.', advice: adviceFor(reason) }
}
