import type { DoctorFacts } from './facts.ts'
import type { DoctorFinding } from './finding.ts'
import { examineFiles, examineRows } from './rowsAndFiles.ts'
import { examineAddress, examineOutward, examineRights, examineWork } from './service.ts'
import { examineBackups, examineDatabase, examineDisk, examineFolders } from './storage.ts'

/** What is wrong, gravest first; nothing when all is well. */
export function examine(facts: DoctorFacts): DoctorFinding[] {
  const findings = [
    ...examineDatabase(facts),
    ...examineFolders(facts),
    ...examineRows(facts),
    ...examineFiles(facts),
    ...examineDisk(facts),
    ...examineBackups(facts),
    ...examineWork(facts),
    ...examineAddress(facts),
    ...examineRights(facts),
    ...examineOutward(facts),
  ]
  return findings.sort((a, b) => Number(b.grave) - Number(a.grave))
}
