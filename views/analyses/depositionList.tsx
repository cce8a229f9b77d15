import type { Result } from '#src/ensemble/contract.ts'
import { curvesIn } from './curvesIn.ts'

/** What the data banks ask for, with the file of the result that holds it or the author who knows it. */
export function DepositionList({ result, hasStructures }: { result: Result; hasStructures: boolean }) {
  const curves = curvesIn(result)
  const isSeveral = curves.length > 1
  const scattering = [
    `${isSeveral ? 'Each curve with its errors and fit' : 'The curve with its errors and the fit'}, χ² and CorMap p-value: result.sascif; the fit alone: fit.fit.`,
    hasStructures
      ? 'The models with their weights: ensemble.pdb.'
      : 'The models, which are not part of this analysis, with their weights: weights.csv.',
    `P(r) with Rg and Dmax: ${result.distances ? 'a section of the table above, drawn on the result page' : 'from the program that made it'}.`,
    'Sample, instrument and data reduction: the blanks of the table above; the sequence from UniProt.',
  ]
  const models = [
    hasStructures
      ? 'Every model of the ensemble as a state with its population and standard deviation, the protocol, the program and χ: ensemble.cif.'
      : 'Every model of the ensemble as a state, which you make of its structure, with its population and standard deviation: weights.csv.',
    'To be added by you: authors and citation, names and sources of the molecules, how the library was made (starting models), and the accession code that SASBDB gave the curve.',
    'For readers who repeat it: the archive of the result, as a supplementary file or under a DOI of its own.',
  ]
  return (
    <>
      <h3>Curve and fit: SASBDB (sasbdb.org)</h3>
      <ul>
        {scattering.map(each => (
          <li safe>{each}</li>
        ))}
      </ul>
      <h3>Ensemble: PDB-IHM (pdb-ihm.org)</h3>
      <ul>
        {models.map(each => (
          <li safe>{each}</li>
        ))}
      </ul>
    </>
  )
}
