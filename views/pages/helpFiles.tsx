import { Html } from '@kitajs/html'
import { paths } from '../paths.ts'

/** What each uploaded file may look like; part of the help page. */
export function HelpFiles() {
  return (
    <dl class="terms">
      <dt>Experimental curve (.dat, .txt, .csv)</dt>
      <dd>
        Text with three or more columns: q, I(q) and its error, separated by blanks, tabs or commas. Header
        and comment lines are skipped, so files of ATSAS, RAW and most beamlines work as they are. Negative
        intensities are kept: at high q they are honest noise. Without errors 5 % of the intensity are
        assumed, with a warning. <ExampleFile name="two-domains.dat" />
        <pre>
          <code>
            {
              '# sample: two-domain protein, 2.1 mg/ml\n0.00831   124.21   0.98\n0.00993   123.87   0.91\n0.01155   122.40   0.88'
            }
          </code>
        </pre>
      </dd>
      <dt>Structural library (.zip, .tar.gz, .pdb, .cif)</dt>
      <dd>
        PDB or mmCIF files: chosen together, up to a thousand, or packed in an archive, in which folders do
        not matter; or one file with many models. All models must have the same atoms. Hydrogens may be left
        out. Waters are removed; ligands and ions count. Of alternative locations the most occupied is used.{' '}
        <ExampleFile name="conformers.tar.gz" />
      </dd>
      <dt>Calculated profiles (optional)</dt>
      <dd>
        A plain table of numbers: one row for each point of the curve, one column for each model. With it
        nothing is calculated from the structures, so any program, and also SANS, can be used.
        <pre>
          <code>
            {'151200.0  148870.1  155034.8\n150973.4  148611.0  154790.2\n150644.9  148237.7  154436.5'}
          </code>
        </pre>
      </dd>
      <dt>Unit of q</dt>
      <dd>
        1/Å or 1/nm. A largest q above 1 suggests 1/nm. The page after the upload shows the radius of gyration
        that follows from each, next to that of the models, and asks.
      </dd>
      <dt>For one analysis: energies, chemical shifts (optional)</dt>
      <dd>
        Energies are one number a model in kcal/mol, in the order of the library. Chemical shifts are three
        tables with the same lines: measured shifts with their errors, calculated shifts with a column for
        each model, and how far the predictor is usually off, all in ppm.
      </dd>
    </dl>
  )
}

/** A file of the example study, simulated by this server. */
function ExampleFile({ name }: { name: string }) {
  return (
    <a href={paths.exampleFile(name)} download="">
      Download {Html.escapeHtml(name)}
    </a>
  )
}
