import { evidenceLimits, thresholds } from '#src/ensemble/diagnose/index.ts'

const { ess, rhat, chi2PerPoint, chi2P, cormapP, shapeP, jsd, ppcP, weightsApart } = thresholds
const { notable, strong } = evidenceLimits

/** What each number of a result means and what is good: the words of the tooltips, in one place. */
export const meanings = {
  weight:
    'The share of the ensemble that is in this conformation: the mean of the posterior, with its standard deviation.',
  molarMass: 'The mass of one particle, from its atoms and their hydrogens.',
  numberFraction:
    'The share of the number of particles: the sum of the weights of the models of this kind, with its 95 % interval.',
  massFraction:
    'The share of the mass of the dissolved particles, as a concentration in mg/ml counts them: weights times molar masses.',
  volumeFraction: 'The share of the volume that the particles displace: weights times displaced volumes.',
  observableMeasured:
    'What was measured of the ensemble, with its error, or the bound above or below which it lies.',
  observableEnsemble:
    'The same number of the ensemble: the average over its models by their weights, with its 95 % interval.',
  observableResidual:
    'How far the ensemble is from what was measured, in errors: within ±2 is usual. A bound that is kept has none.',
  truth: 'The weight that the curve of the example was made with.',
  groupWeight:
    'The share of the ensemble that is in the models of this group together. It is better determined than the weight of any one of them.',
  interval: 'With 95 % probability the weight lies in this interval, given the data and the library.',
  possible:
    'What the curve alone leaves to the weight, whatever the prior: wider than the 95 % interval where models look alike and one can stand in for another.',
  mcse: 'How far the mean may be off because the number of draws is finite. Good: below a tenth of the standard deviation.',
  ess: `How many independent draws the chains are worth, in the bulk and in the tails. Good: ${ess.limits.good}.`,
  rhat: `Whether the chains agree with one another. 1 is perfect; good: ${rhat.limits.good}.`,
  rg: 'The radius of gyration of the model from its atoms, each counted once, without hydration: smaller than what the curve shows by an angstrom or two.',
  dmax: 'The largest distance between two atoms of the model.',
  chi2: `The squared misfit in units of the stated errors, divided by the number of points. Good: ${chi2PerPoint.limits.good}, with p ${chi2P.limits.good}; usable with p ${chi2P.limits.fair}.`,
  chi2P: `How probable a misfit of at least this size is if the ensemble were right. Good: ${chi2P.limits.good}; where it is not ${chi2P.limits.fair}, something is missing.`,
  jsd: `How far the ensembles of the posterior lie from their mean, from 0 to 1. Good, which is well determined: ${jsd.limits.good}.`,
  cormap: `The longest run of residuals of one sign and how probable it is by chance. Good: p ${cormapP.limits.good}; usable: ${cormapP.limits.fair}. The shape is what is smooth of the misfit, where a missing conformation shows: p ${shapeP.limits.good}.`,
  evidence: `The natural logarithm of the probability of the data under this library, for comparing analyses of the same curve: a difference of ${notable} is notable, of ${strong} strong.`,
  setEvidence: `ln evidence of these models alone, less that of the best row: ${notable} below is notably worse. That they were picked from the library is not counted: a guide, not a test.`,
  distributionMean: 'The mean over the ensemble, far better determined than the weight of any one model.',
  spread:
    'The standard deviation over the ensemble: how much the conformations differ, not how uncertain the mean is.',
  flexibility:
    'How evenly the ensemble fills the range of the library: the entropy of the histogram over its largest value. Well below that of the library, the protein is more rigid.',
  relativeSpread:
    'The spread of the ensemble over that of the library. Below 1 the conformations are more alike than those of the library.',
  diameter:
    'How far apart the two most different members are: of groups by curve in standard errors of the whole curve, after the best relative scale; of groups by structure the root mean square difference of the distances between residues.',
  directionSpread:
    'How far the models lie apart along this direction: the standard deviation over the library, in standard errors of the whole curve. Below 1 the curve tells nothing of it.',
  directionPlace:
    'Where the ensemble lies along this direction, with its 95 % interval: from the mean of the library, in its standard deviations.',
  shiftChi2:
    'The squared misfit of the chemical shifts in units of their errors, of the measurement and of the predictor together. Good: about as large as there are shifts.',
  energies:
    'How closely the weights follow what the energies say: the logarithm of the concentration of their prior, inferred from the data, 0 ± 1 before. The larger, the closer.',
  energyTemperature:
    'How far the data follow the energies, which are divided by this temperature, in their own unit. Much smaller than their spread, the models of lowest energy take all; much larger, the energies say nothing.',
  ppc: `The share of curves drawn from the ensemble that fit worse than the measured one. Good: ${ppcP.limits.good}.`,
  loo: 'How well the ensemble predicts points that it has not seen (leave-one-out). Higher is better; compare analyses of one curve.',
  rank: 'How many independent numbers the curve can determine of this library, given its errors.',
  hydration:
    'The excess electron density of the water around the models and c1, the factor of the volume they displace. Usual values are 0 to 0.03 e/Å³ and 0.95 to 1.05; at an end of its range, check the curve and the models. One shell for all models is inferred with the weights, whose intervals allow for it.',
  background:
    'A constant that the buffer subtraction left, inferred together with the weights, so that it is not taken for hydration or for a model. It is normal to find a little.',
  errorScale:
    'What the stated errors have to be multiplied by. Near 1 they are right; 2 says that the points scatter twice as much as the file says. Weights and intervals allow for it.',
  effectiveModels:
    'How many models of equal weight would be as uneven as this ensemble: 1 / Σ w². 1 means that one model does it alone.',
  members:
    'How many models have any weight at all. Models that look alike to the curve can stand in for one another, so this number is uncertain.',
  scale: 'The factor between calculated and measured intensities.',
  posterior: 'The posterior distribution of the weight: its possible values and how probable each is.',
  elbo: 'The approximate evidence, a lower bound of its logarithm. It rises while models leave that the data do not support.',
  kept: 'How many models took part in this round.',
  points: 'How many points of the curve lie in this region.',
  pointsUsed:
    'How many points of the curve the analysis was fitted to. Evidences compare analyses of the same points.',
  ensembleRg:
    'The radius of gyration of the models from their atoms, averaged over the ensemble, with its 95 % interval.',
  apart: `The difference of the two weights in units of its standard deviation. Where it is not ${weightsApart.limits.fair}, the analyses disagree about this model.`,
  draws: 'Samples of the posterior that were kept, over all chains.',
} as const

export type Meaning = keyof typeof meanings
