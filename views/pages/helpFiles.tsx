import { Html } from '@kitajs/html'
import { paths } from '../paths.ts'
import { accepted } from '../studies/uploadFields.tsx'
import { TermList } from '../ui/termList.tsx'

/** What each uploaded file may look like, with one to try; part of the help page. */
export function HelpFiles() {
  return (
    <TermList
      terms={[
        {
          id: 'file-curve',
          name: `Experimental curve (${listed(accepted.curve)})`,
          text: 'Text with the columns q, I(q) and its error in any order that their names or values show, separated by blanks, tabs, semicolons or commas. Files of ATSAS, RAW, FoXS, NIST and most beamlines work as they are, as do Anton Paar .pdh, canSAS 1D .xml, sasCIF, and the measured columns of GNOM and of fits. Rows are sorted by q, and rows without a measurement are left out; the page after the upload tells each of it. Negative intensities are kept: at high q they are normal noise. Missing errors are estimated from the scatter of the points, with a warning. Calculated profiles are not taken for a curve, and NXcanSAS (HDF5) must be saved as text first.',
          more: (
            <Example
              name="two-domains.dat"
              text={
                '# sample: two-domain protein, 2.1 mg/ml\n0.00831   124.21   0.98\n0.00993   123.87   0.91\n0.01155   122.40   0.88'
              }
            />
          ),
        },
        {
          id: 'file-library',
          name: `Structural library (${listed(accepted.library)})`,
          text: 'PDB, mmCIF or GRO files: chosen together, up to a thousand, or packed in an archive, in which folders do not matter; or one file with many models. All models must have the same atoms, unless they are particles of a mixture, such as monomer and dimer: the check of the upload asks. Hydrogens may be left out. Waters are removed; ligands and ions count. Of alternative locations the most occupied is used. Models of beads work too, but not mixed with atoms. A trajectory (XTC, TRR, DCD) comes with the one file that names its atoms (PDB, mmCIF, GRO, PSF); the page after the upload asks which frames are models, and molecules that the periodic box cut are made whole.',
          more: <Example name="conformers.tar.gz" />,
        },
        {
          id: 'file-profiles',
          name: `Calculated profiles (optional; ${listed(accepted.profiles)})`,
          text: 'A plain table of numbers: one row for each point of the curve and one column for each model, or one row for each model as BME writes it. Names of the models and a column or row of q may stand beside it. It replaces the profiles calculated from the structures, so it can come from any program and may be for SANS.',
          more: (
            <Example
              name="profiles.txt"
              text={'1.512e+10  1.489e+10  1.550e+10\n1.510e+10  1.486e+10  1.548e+10'}
            />
          ),
        },
        {
          id: 'file-unit',
          name: 'Unit of q',
          text: '1/Å or 1/nm. A largest q above 1 suggests 1/nm. The page after the upload shows the resulting radius of gyration for each, next to that of the models, and asks you to confirm.',
        },
        {
          id: 'file-energies',
          name: 'Energies, for one analysis (optional; .txt, .dat, .csv)',
          text: 'One number per model in any unit, in the order of the library. Only differences count.',
          more: <Example name="energies.txt" text={'2.913\n2.457\n0.382'} />,
        },
        {
          id: 'file-properties',
          name: 'Properties of the models, for one analysis (optional; .txt, .dat, .csv)',
          text: 'At most ten columns of any numbers, such as an angle or a distance, whose distribution over the ensemble you want. A line of names first, with units in brackets; then one line per model, in the order of the library or with the names of the models in the first column. A column of words, or of whole numbers under a name such as cluster, group or state, says which group a model belongs to: the result has the weight of each group.',
          more: (
            <Example
              name="properties.csv"
              text={'model,end_to_end(A),cluster\nconformer-01,28.6,closed\nconformer-02,49.5,open'}
            />
          ),
        },
        {
          id: 'file-observables',
          name: 'Observables, for one analysis (optional; .txt, .dat, .csv)',
          text: 'Other measurements of the ensemble, fitted together with the curve: a line of names, then one line each. The columns are name; kind (mean, or lower or upper for a bound); average (linear, r^-3 or r^-6, as distances of PRE and NOE average); measured; error, which may be 0 for a bound; and one column for each model, called like it, with what that model has.',
          more: (
            <Example
              name="observables.csv"
              text={
                'name,kind,average,measured,error,conformer-01,conformer-02\nDEER 12-88,mean,linear,34.5,2,28.6,49.5\nNOE 5-71,upper,r^-6,6,0.5,4.8,21.3'
              }
            />
          ),
        },
        {
          id: 'file-shifts',
          name: 'Measured chemical shifts, for one analysis (optional; .txt, .dat, .csv, .str)',
          text: 'NMR-STAR as in a deposition, or lines of residue number, residue name (optional), atom, shift and error in ppm. Beside a table of calculated shifts: a line for each shift with its error, no names.',
          more: <Example name="shifts.txt" text={'90 ALA N 120.914 0.3\n90 ALA CA 53.667 0.1'} />,
        },
        {
          id: 'file-predictions',
          name: 'Calculated chemical shifts (.zip, .tar.gz, .txt)',
          text: 'An archive with the output of SHIFTX2 for every model, each file named after its model: conformer-001.csv belongs to conformer-001.pdb. Its errors are known. Of another predictor: a table with a line for each measured shift and a column for each model, and a second file with its usual error for each of them.',
          more: (
            <Example
              name="shiftx2.tar.gz"
              text={'NUM,RES,ATOMNAME,SHIFT\n90,A,N,120.3311\n90,A,CA,54.0120'}
            />
          ),
        },
      ]}
    />
  )
}

/** A file of the example study, simulated by this server, and how it begins. */
function Example({ name, text }: { name: string; text?: string }) {
  return (
    <>
      {text ? (
        <pre>
          <code>{Html.escapeHtml(text)}</code>
        </pre>
      ) : (
        ''
      )}
      <p>
        <a href={paths.exampleFile(name)} download="">
          Download {Html.escapeHtml(name)}
        </a>
      </p>
    </>
  )
}

const listed = (endings: string) => endings.replaceAll(',', ', ')
