import type { StudyRecord } from '#src/studies/record.ts'

/** The record of a study that was made up: a curve, and models without structures. */
export function recordOf(models: string[] = ['m1']): StudyRecord {
  return {
    curve: { path: 'curve.dat', name: 'curve.dat', bytes: 1, sha256: '0'.repeat(64), unit: '1/A' },
    library: [],
    profiles: null,
    models: models.map(name => ({ name, atoms: null, rg: null, dmax: null })),
    warnings: [],
    truth: null,
  }
}
