import type { FoundExtras } from '#src/analyses/extrasCheck.ts'
import type { FormState } from '../frame.ts'
import { LiveErrors } from '../ui/fieldParts.tsx'
import { formatCount, formatNumber } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { extraNames } from './extraFields.tsx'

interface FilesAnswerProps {
  errors: FormState['errors']
  /** What was read of files that are in order. */
  found: FoundExtras
}

/** What is said of the files as they are chosen: their faults into their places, or what was found in them. */
export function FilesAnswer({
  errors,
  found: { energies, properties, observables, shifts },
}: FilesAnswerProps) {
  const told = [
    energies
      ? `Energies of ${formatCount(energies.count, 'model')}, from ${formatNumber(energies.least)} to ${formatNumber(energies.most)}.`
      : '',
    properties ? `Properties of the models: ${properties.join(', ')}.` : '',
    observables ? `Observables: ${observables.join(', ')}.` : '',
    shifts ? `${formatCount(shifts.count, 'chemical shift is used', 'chemical shifts are used')}.` : '',
    shifts && shifts.leftOut > 0
      ? `${formatCount(shifts.leftOut, 'other is left out: it is', 'others are left out: they are')} not predicted for every model.`
      : '',
    typographic(errors[''] ?? ''),
  ]
  return (
    <>
      <span safe>{told.filter(sentence => sentence !== '').join(' ')}</span>
      <LiveErrors names={extraNames} errors={errors} />
    </>
  )
}
