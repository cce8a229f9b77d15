import type { Static } from '@sinclair/typebox'
import type { reading } from './record.ts'
import type { UploadFaultCode } from './uploadFaults.ts'

/** How the models of a library are read, where their owner asks for another way than the usual. */
export type Reading = Static<typeof reading>

/** Another reading that the page of an upload offers, by what a form says. */
const readings = {
  acceptUnusual: { text: 'Use the models as they are', reading: { acceptUnusual: true } },
  keepSolvent: { text: 'Keep ions and crystallisation agents', reading: { keepSolvent: true } },
  leaveSolvent: { text: 'Leave ions and crystallisation agents out', reading: { keepSolvent: false } },
} satisfies Record<string, { text: string; reading: Reading }>

type ReadingName = keyof typeof readings

/** Faults that another reading mends. */
const mended: Partial<Record<UploadFaultCode, ReadingName>> = {
  'structure.unknown_hydrogens': 'acceptUnusual',
  'structure.mostly_missing': 'acceptUnusual',
  'structure.unlikely_hydrogens': 'acceptUnusual',
  'structure.unlikely_density': 'acceptUnusual',
  'structure.unlikely_size': 'acceptUnusual',
  'structure.bulk_ions': 'keepSolvent',
  'structure.crystallisation_agents': 'keepSolvent',
}

/** The reading that a form asks for. */
export function readingOf(name: string | undefined): Reading | undefined {
  return name !== undefined && Object.hasOwn(readings, name)
    ? readings[name as ReadingName].reading
    : undefined
}

/** The readings that may be asked for beside what was found. */
export function otherReadings(codes: UploadFaultCode[], now: Reading | undefined) {
  const offered = new Set(codes.flatMap(code => mended[code] ?? []))
  if (now?.keepSolvent) offered.add('leaveSolvent')
  return [...offered].map(name => ({ name, text: readings[name].text }))
}
