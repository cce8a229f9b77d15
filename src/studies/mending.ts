/** What mends a fault, by the words that the readers of the files find for it. */
const advice: [RegExp, string][] = [
  [/must increase/, 'Sort the rows by q, or cut the file where a second curve begins.'],
  [
    /cannot be negative/,
    'Leave out the points at negative q; they come from the wrong side of the beam stop.',
  ],
  [/is not a row of numbers/, 'Begin the line with # if it is a comment; otherwise mend its numbers.'],
  [
    /Column \d+ is/,
    'Put a number there; leave out the column of a model whose profile could not be calculated.',
  ],
  [
    /is "[^"]*", not a finite number/,
    'Put a number there or take the line out; "nan" usually marks masked pixels.',
  ],
  [
    /row has 2 columns/,
    'The line was cut off, or a value is missing between two commas. Mend it or take it out.',
  ],
  [/no numbers found/i, 'Save it as a plain table: one row a point, one column a model.'],
  [/every intensity is zero/i, 'Check that the second column holds the subtracted intensity.'],
  [/No data found/i, 'Save the curve as plain text with q, I(q) and its error in the first three columns.'],
  [
    /at least 3 are needed/,
    'Check that this is the whole curve; at least a hundred points are usual, and 3 the fewest.',
  ],
  [/larger than \d+ MB, which is more than a curve/, 'Choose the averaged, subtracted curve, not an image.'],
  [/UTF-16/, 'Save it as plain text in UTF-8 or ASCII.'],
  [/is empty/i, 'The file may have been cut off while it was saved or copied. Save it again.'],
  [
    /binary file/,
    'Save it as plain text: CSV from a spreadsheet, PDB or mmCIF from a program for structures.',
  ],
  [
    /columns?, but .* models|Each model needs one column/,
    'Calculate the profiles again for exactly these models, or leave that file out.',
  ],
  [
    /Each point needs one row/,
    'Calculate the profiles at the q of this curve, or leave that file out: profiles are calculated here then.',
  ],
  [/columns? where line/, 'Give every row as many columns as the first one has.'],
  [/is damaged/, 'Pack it again, and check that the copy is as large as the original.'],
  [/encrypted/, 'Pack it again without a password.'],
  [/holds no structure file/, 'Pack the PDB or mmCIF files themselves, not links or another archive.'],
  [/neither an archive/, 'Choose a .zip, a .tar.gz, or one PDB or mmCIF file.'],
  [/holds more than \d+ (files|models)/, 'Take every second or every tenth model of the library.'],
  [/larger than \d+ MB together/, 'Leave out waters, or take every second model of the library.'],
  [
    /cut off after column/,
    'The file ends too early or its columns have moved. Write it anew from its program.',
  ],
  [/coordinate .* is not a number/, 'Coordinates stand in columns 31 to 54. Write the file anew.'],
  [/does not tell it|is not known/, 'Write the element into columns 77-78, or give the atom its usual name.'],
  [/neither a PDB nor an mmCIF/, 'Export the model as PDB or mmCIF.'],
  [
    /no atom (is |)left|no atom in the file/i,
    'Check that the protein itself, not only its solvent, was written.',
  ],
  [
    /differs from|it has \d+ residues, not/,
    'All models must be of the same atoms: build what is missing, or leave this model out.',
  ],
  [/library must hold one kind/, 'Upload atomic models and bead models as two studies.'],
  [
    /quote|data block|loop_|value|atom table/i,
    'The mmCIF file is not whole. Write it anew from its program.',
  ],
  [/line is longer than/, 'This is not a structure file in text. Export the model as PDB or mmCIF.'],
  [
    /C-alpha atoms alone/,
    'Rebuild the side chains, for example with PULCHRA or SCWRL, for profiles that can be trusted.',
  ],
  [
    /heavy atoms? (is|are) missing/,
    'Build the missing atoms, for example with Modeller or PDBFixer: they scatter in the sample too.',
  ],
  [/chain is broken/, 'Build the missing residues: they scatter in the sample too.'],
  [
    /alternate locations/i,
    'Nothing, unless the other conformer matters: then upload it as a model of its own.',
  ],
  [/is not in the tables/, 'Nothing for a small ligand; leave it out if it is not in the sample.'],
  [/no ENDMDL|MODEL begins/, 'Check that the last model of the file is complete.'],
  [
    /no column of errors|error is zero or negative/i,
    'Export the curve with its errors: how sure the weights are depends on them.',
  ],
]

/** What its owner can do about a fault or a remark; empty where nothing needs to be done. */
export function adviceOn(message: string): string {
  return advice.find(([pattern]) => pattern.test(message))?.[1] ?? ''
}
