import type { FormState } from '../frame.ts'
import { Field } from '../ui/field.tsx'

export const accepted = {
  curve: '.dat,.txt,.csv,.tsv,.pdh,.xml,.abs,.q,.chi,.avg,.fit,.fir,.out,.sascif',
  library: '.zip,.tar.gz,.tgz,.tar,.gz,.pdb,.ent,.pqr,.pdbqt,.cif,.mmcif,.gro,.psf,.xtc,.trr,.dcd',
  profiles: '.dat,.txt,.csv',
}

/** The files of a study; static/upload.js lets them be dropped on their fields and asks about them at once. */
export function UploadFields({ form, isOnline }: { form: FormState; isOnline: boolean }) {
  return (
    <fieldset data-tour-step="files">
      <legend>Files</legend>
      <Field
        form={form}
        name="curve"
        label="Experimental curve"
        type="file"
        accept={accepted.curve}
        multiple
        live=""
        optional={isOnline ? 'or a SASBDB code' : undefined}
        help="Text with the columns q, I(q) and its error, a .pdh or a canSAS .xml. Headers, comments and commas are understood. Several curves of one ensemble, such as SAXS and SANS, are chosen together."
      />
      {isOnline ? (
        <Field
          form={form}
          name="curveAccession"
          label="SASBDB code of the curve"
          optional
          autocomplete="off"
          maxlength={20}
          help="In place of a file, such as SASDJG5. The server fetches the curve of this entry."
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="library"
        label="Structural library"
        type="file"
        accept={accepted.library}
        multiple
        live=""
        optional={isOnline ? 'or a code, or calculated profiles' : 'or calculated profiles'}
        help="PDB or mmCIF files, chosen together or packed in a .zip or .tar.gz, or one file with many models; or a trajectory (XTC, TRR, DCD) with its topology (PDB, mmCIF, GRO, PSF)."
      />
      {isOnline ? (
        <Field
          form={form}
          name="libraryAccession"
          label="PDB code or UniProt accession"
          optional
          autocomplete="off"
          maxlength={20}
          help="In place of a file, such as 1D3Z: all models of the PDB entry; or P0DP23: the prediction in AlphaFold DB."
        />
      ) : (
        ''
      )}
      <Field
        form={form}
        name="profiles"
        label="Calculated profiles"
        type="file"
        accept={accepted.profiles}
        live=""
        multiple
        optional
        help="A table of numbers: a row for each point of the curve and a column for each model, or the other way round. Of several curves, one table for each."
      />
    </fieldset>
  )
}

/** How far an upload is; shown by static/upload.js. */
export function UploadProgress() {
  return (
    <div class="upload-progress" data-upload-progress hidden>
      <progress aria-label="Upload" max="1" value="0" />
      <p aria-live="polite" data-upload-text />
      <button type="button" class="quiet" data-upload-cancel>
        Cancel the upload
      </button>
    </div>
  )
}
