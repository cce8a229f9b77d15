/** What each file of a result is, by whom it is for: told on the result page and in README.txt of the archive alike. */
const groups = {
  paper: {
    'weights.csv':
      'the weight of every model: mean, sd, 95 % interval, what the curve alone leaves possible, Monte Carlo error, effective samples, R-hat; its Rg and Dmax in A; of a mixture the kind of particle and its fractions of mass and volume',
    'groups.csv':
      'the weight of every group of models, by curve, by structure and by the columns of your own: mean, sd, 95 % interval, what the curve alone leaves possible; how far its members are apart, their Rg in A and their names',
    'distributions.csv':
      'of sizes and the numbers of your own the share of the library, and of the ensemble with its 95 % interval, that is at least so large; 20 thresholds in each bar of the plot',
    'fit.csv':
      'measured curve, posterior-mean curve, 95 % predictive band and normalised residuals; q in 1/A',
    'curves.csv': 'of several curves the same for each, with the name of its file in the first column',
    'fit.fit': 'data, error and ensemble curve in columns beside q in 1/A, as the ATSAS programs read them',
    'result.sascif':
      'curve, with the resolution of q where its file has it, and fit with reduced chi2 and CorMap p-value, to complete for a deposition',
  },
  structures: {
    'ensemble.pdb':
      'the models of weight 0.005 or more, at most the 100 heaviest, superposed, with their weights as occupancy and in REMARK lines',
    'ensemble.cif':
      'the ensemble as mmCIF for a deposition: each model a state of the IHM dictionary, with its population fraction and sd',
    'ensemble.pml': 'opens ensemble.pdb in PyMOL: colours as on the result page, transparent by weight',
    'ensemble.cxc': 'opens ensemble.pdb in ChimeraX in the same way',
    'ensemble.mvsx':
      'the same scene with its structures for Mol* (MolViewSpec): drop it on molstar.org/viewer',
  },
  programs: {
    'result.json': 'everything on the result page as numbers, for programs',
    'weights.json': 'the weights for programs',
    'profiles.csv': 'the profile of every model at the q of the curve, one column a model',
    'draws.csv.gz':
      'posterior draws, gzip, which pandas and R open as it is: a row a draw with chain, scale, chi2, c1 and contrast (e/A^3) where inferred, and the weights; of large libraries thinned to 10 million numbers',
    'draws.csv': 'the same without compression, in results of earlier versions',
    'sample.json': 'at most 400 draws, evenly spread over all chains, as the plot of two weights shows them',
    'traces.json': 'the chains of the heaviest models, superposed, as the picture of the ensemble draws them',
    'log.txt': 'what the calculation said on its way',
  },
} as const

/** Whom a file is for; its folder in an archive. */
export type FileGroup = keyof typeof groups

const meanings: Record<string, string> = Object.assign({}, ...Object.values(groups), {
  'README.txt': 'this list',
})

/** What is made for the archive alone. */
const archiveMeanings: Record<string, string> = {
  'report.html':
    'the report of the result page, to read and to print: verdict, table of the guidelines, plots, methods',
  'params.json': 'the parameters, and the input files with their checksums',
  'ro-crate-metadata.json':
    'what the files are and what they were made from, for repositories and programs (RO-Crate 1.1)',
}

/** Every file that a result may have. */
export const resultFiles = Object.entries(meanings).map(([name, meaning]) => ({ name, meaning }))

/** The fit and the profiles of a curve after the first, 'fit2.fit' and 'profiles2.csv', are what those of the first are. */
const asOfFirst = (name: string) => name.replace(/^(fit|profiles)\d+(?=\.(fit|csv)$)/, '$1')

export function meaningOf(name: string): string {
  const known = asOfFirst(name)
  const meaning = [meanings, archiveMeanings].find(each => Object.hasOwn(each, known))?.[known] ?? ''
  return known === name ? meaning : `the same as ${known}, of curve ${name.replace(/\D/g, '')} of several`
}

/** Null of a file that this program does not know. */
export const groupOf = (name: string): FileGroup | null =>
  (Object.keys(groups) as FileGroup[]).find(group => Object.hasOwn(groups[group], asOfFirst(name))) ?? null

/** Files as a person wants them: first what is used most, last what this program does not know. */
export function inOrder(names: readonly string[]): string[] {
  const known = Object.keys(meanings).flatMap(each => names.filter(name => asOfFirst(name) === each))
  return [...known, ...names.filter(name => !known.includes(name)).sort()]
}

/** The text of README.txt beside the result's files. */
export function describeOutputs(names: readonly string[]): string {
  const list = listFiles(inOrder(names).map(name => ({ name, meaning: meaningOf(name) })))
  return `Files of a BioCE result\n\n${list}\n`
}

/** A file as README.txt lists it. */
export interface Described {
  name: string
  meaning: string
  /** Of a table, with their units. */
  columns?: string
}

/** What people named stays on its line. */
export const listFiles = (files: Described[]) =>
  files
    .map(({ name, meaning, columns }) => [
      name,
      meaning && `    ${meaning}`,
      columns && `    Columns: ${columns}`,
    ])
    .map(lines => lines.flatMap(line => (line ? [line.replace(/\p{Cc}+/gu, ' ')] : [])).join('\n'))
    .join('\n\n')
