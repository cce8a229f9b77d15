/** What each file of a result is: told on the result page and in README.txt of the archive alike. */
const meanings: Record<string, string> = {
  'weights.csv':
    'the weight of every model: mean, sd, 95 % interval, what the curve alone leaves possible, Monte Carlo error, effective samples, R-hat; its Rg and Dmax in A; of a mixture the kind of particle and its fractions of mass and volume',
  'fit.csv': 'measured curve, posterior-mean curve, 95 % predictive band and normalised residuals; q in 1/A',
  'fit.fit': 'q in 1/A, data, error and ensemble curve in columns, as the ATSAS programs read them',
  'ensemble.pdb':
    'the models of the ensemble, superposed, with their weights as occupancy and in REMARK lines',
  'ensemble.pml': 'opens ensemble.pdb in PyMOL: colours as on the result page, transparent by weight',
  'ensemble.cxc': 'opens ensemble.pdb in ChimeraX in the same way',
  'ensemble.cif':
    'the ensemble as mmCIF for a deposition: each model a state of the IHM dictionary, with its population fraction and sd',
  'result.sascif': 'curve and fit with reduced chi2 and CorMap p-value, to complete for a deposition',
  'result.json': 'everything on the result page as numbers, for programs',
  'weights.json': 'the weights for programs',
  'profiles.csv': 'the profile of every model at the q of the curve, one column a model',
  'draws.csv.gz':
    'posterior draws, gzip, which pandas and R open as it is: chain, scale, chi2, c1 and contrast (e/A^3) where they were inferred with the weights, and the weights, one row a draw',
  'draws.csv': 'the same without compression, in results of earlier versions',
  'sample.json':
    'at most 400 of the draws, evenly spread over all chains, as the plot of two weights shows them',
  'traces.json': 'the chains of the heaviest models, superposed, as the picture of the ensemble draws them',
  'log.txt': 'what the calculation said on its way',
  'README.txt': 'this list',
}

/** What is made for the archive alone. */
const archiveMeanings: Record<string, string> = {
  'figure.svg':
    'one figure for a paper, 175 mm wide: fit and weights, of models with structures also ensemble and Rg',
  'params.json': 'the parameters, and the input files with their checksums',
  'ro-crate-metadata.json':
    'what the files are and what they were made from, for repositories and programs (RO-Crate 1.1)',
}

/** Every file that a result may have. */
export const resultFiles = Object.entries(meanings).map(([name, meaning]) => ({ name, meaning }))

export const meaningOf = (name: string) =>
  [meanings, archiveMeanings].find(each => Object.hasOwn(each, name))?.[name] ?? ''

/** Files as a person wants them: first what is used most, last what this program does not know. */
export function inOrder(names: readonly string[]): string[] {
  const known = Object.keys(meanings).filter(name => names.includes(name))
  return [...known, ...names.filter(name => !known.includes(name)).sort()]
}

/** The text of README.txt beside the result's files. */
export function describeOutputs(names: readonly string[]): string {
  const list = listFiles(inOrder(names).map(name => ({ name, meaning: meaningOf(name) })))
  return `Files of a BioCE result\n\n${list}\n`
}

/** Files as README.txt lists them. What people named stays on its line. */
export const listFiles = (files: { name: string; meaning: string }[]) =>
  files
    .map(({ name, meaning }) => [name, ...(meaning ? [`    ${meaning}`] : [])])
    .map(lines => lines.map(line => line.replace(/\p{Cc}+/gu, ' ')).join('\n'))
    .join('\n\n')
