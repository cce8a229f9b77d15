/** What each file of a result is: told on the result page and in README.txt of the archive alike. */
const meanings: Record<string, string> = {
  'result.json': 'everything on the result page as numbers, for programs',
  'weights.csv':
    'the weight of every model: mean, sd, 95 % interval, Monte Carlo error, effective samples, R-hat; its Rg and Dmax in A',
  'weights.json': 'the same weights for programs',
  'fit.csv': 'measured curve, posterior-mean curve, 95 % predictive band and normalised residuals; q in 1/A',
  'fit.fit': 'q in 1/A, data, error and ensemble curve in columns, as the ATSAS programs read them',
  'result.sascif': 'curve and fit with reduced chi2 and CorMap p-value, to complete for a deposition',
  'profiles.csv': 'the profile of every model at the q of the curve, one column a model',
  'draws.csv': 'posterior draws: chain, scale, chi2 and the weights, one row a draw',
  'ensemble.pdb':
    'the models of the ensemble, superposed, with their weights as occupancy and in REMARK lines',
  'ensemble.cif':
    'the same as mmCIF for a deposition: each model a state of the IHM dictionary, with its population fraction and sd',
  'ensemble.pml': 'PyMOL script beside ensemble.pdb: colours as on the result page, transparent by weight',
  'ensemble.cxc': 'the same for ChimeraX',
  'traces.json': 'the chains of the heaviest models, superposed, as the picture of the ensemble draws them',
  'log.txt': 'what the calculation said on its way',
  'README.txt': 'this list',
}

export const meaningOf = (name: string) => meanings[name] ?? ''

/** The text of README.txt beside the result's files. */
export function describeOutputs(names: readonly string[]): string {
  const lines = names.map(name => `${name}\n    ${meaningOf(name)}`)
  return `Files of a BioCE result\n\n${lines.join('\n\n')}\n`
}
