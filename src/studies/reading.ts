import type { Static } from '@sinclair/typebox'
import type { reading } from './record.ts'
import type { UploadFaultCode } from './uploadFaults.ts'

/** How the models of a library are read, where their owner asks for another way than the usual. */
export type Reading = Static<typeof reading>

/** Other readings, by what a form says. */
const readings = {
  acceptUnusual: { acceptUnusual: true },
  keepSolvent: { keepSolvent: true },
  leaveSolvent: { keepSolvent: false },
  mixture: { mixture: true },
  oneComposition: { mixture: false },
} satisfies Record<string, Reading>

export type ReadingName = keyof typeof readings

/** Faults that another reading mends. */
const repaired: Partial<Record<UploadFaultCode, ReadingName>> = {
  'structure.unknown_hydrogens': 'acceptUnusual',
  'structure.mostly_missing': 'acceptUnusual',
  'structure.unlikely_hydrogens': 'acceptUnusual',
  'structure.unlikely_density': 'acceptUnusual',
  'structure.unlikely_size': 'acceptUnusual',
  'structure.bulk_ions': 'keepSolvent',
  'structure.crystallisation_agents': 'keepSolvent',
  'library.models_differ': 'mixture',
}

/** The reading that a form asks for. */
export function readingOf(name: string | undefined): Reading | undefined {
  return name !== undefined && Object.hasOwn(readings, name) ? readings[name as ReadingName] : undefined
}

/** The readings that may be asked for beside what was found. */
export function otherReadings(codes: UploadFaultCode[], now: Reading | undefined): ReadingName[] {
  const offered = new Set(codes.flatMap(code => repaired[code] ?? []))
  if (now?.keepSolvent) offered.add('leaveSolvent')
  if (now?.mixture) offered.add('oneComposition')
  return [...offered]
}
