import type { Verdict } from '../contract.ts'

/** What must hold before a posterior counts as converged (Vehtari et al. 2021, section 4). */
export const convergenceLimits = {
  /** Largest rank-normalised split R-hat. */
  rhatMax: 1.01,
  /** Smallest bulk and tail effective sample size over all chains. */
  essMin: 400,
  /** Effective draws for which a 97.5 % quantile is known to 5 % of the standard deviation: (2.67 / 0.05)^2, rounded. */
  essPrecise: 3000,
  /** Weights with a smaller posterior mean are not watched: near 0 they are all tail. */
  weightMin: 0.01,
  /** From so many models on what is read off the ensemble is watched in place of single weights. */
  largeFrom: 100,
}

/** Weights by which models are named beside a verdict. */
export const weightLimits = {
  /** Where the interval of a weight begins above this, the data need the model. */
  needed: 0.01,
  /** Models with a larger mean that are not needed are called less sure. */
  unsure: 0.05,
  /** Groups of models that look alike are named from this weight. */
  group: 0.1,
  /** A model is low only because others look like it where the curve alone leaves it so much more than its interval. */
  room: 0.1,
}

/** Models closer than this many standard errors, over the whole curve, count as one (degeneracy.ts). */
export const degeneracyLimit = 3

/** Differences of log evidences (Kass & Raftery 1995, JASA 90:773). */
export const evidenceLimits = {
  /** Smaller ones, and those whose 95 % interval holds 0, prefer neither side. */
  negligible: 1,
  /** From here one of two says something: a factor of 20. */
  notable: 3,
  strong: 5,
}

/** With more of the posterior outside the range of the hydration, curve and range contradict each other: it is held where it fits best inside, and that is said. */
export const outsideMax = 0.98

/** One row of the table of thresholds. */
export interface Threshold {
  /** The diagnostic's name on a page. */
  name: string
  /** What the number is, in one sentence. */
  meaning: string
  /** Judges a value. */
  judge: (value: number) => Verdict
  /** Where `judge` says good and fair, for tables. */
  limits: { good: string; fair: string }
  /** What each verdict means for the reader. */
  words: Record<Verdict, string>
  /** Where the limits come from. */
  source: string
}

type Limits = Pick<Threshold, 'judge' | 'limits'>

const below = (good: number, fair: number): Limits => ({
  judge: value => (value < good ? 'good' : value < fair ? 'fair' : 'poor'),
  limits: { good: `below ${good}`, fair: `below ${fair}` },
})
const above = (good: number, fair: number): Limits => ({
  judge: value => (value >= good ? 'good' : value >= fair ? 'fair' : 'poor'),
  limits: { good: `at least ${good}`, fair: `at least ${fair}` },
})
const within = (good: [number, number], fair: [number, number]): Limits => {
  const holds = ([from, to]: [number, number], value: number) => value >= from && value <= to
  return {
    judge: value => (holds(good, value) ? 'good' : holds(fair, value) ? 'fair' : 'poor'),
    limits: { good: good.join(' to '), fair: fair.join(' to ') },
  }
}

/** Every diagnostic that a result shows, with its limits and their words: the one place where they are written. */
export const thresholds = {
  rhat: {
    name: 'R-hat',
    meaning: 'Compares the chains with one another; 1 when they agree.',
    ...below(convergenceLimits.rhatMax, 1.05),
    words: {
      good: 'The chains agree.',
      fair: 'The chains nearly agree: more iterations would help.',
      poor: 'The chains have not settled on the same answer: do not use this number.',
    },
    source: 'Vehtari et al. 2021, Bayesian Analysis 16:667',
  },
  ess: {
    name: 'Effective sample size',
    meaning: 'How many independent draws the correlated draws are worth.',
    ...above(convergenceLimits.essMin, 100),
    words: {
      good: 'Enough draws for mean and interval.',
      fair: 'The mean is usable, the interval is rough.',
      poor: 'Too few independent draws: raise the iterations.',
    },
    source: 'Vehtari et al. 2021, Bayesian Analysis 16:667',
  },
  chi2PerPoint: {
    name: 'chi2 per point',
    meaning:
      'Squared residuals in standard errors, averaged over the points of the curve; about 1 for a right model.',
    judge: value => (value >= 0.5 && value < 1.5 ? 'good' : value < 3 ? 'fair' : 'poor'),
    limits: { good: '0.5 to below 1.5', fair: 'below 3' },
    words: {
      good: 'Mixtures of these models explain the curve within its errors.',
      fair: 'Below 0.5 the errors are likely too large; above 1.5 something small is not explained.',
      poor: 'The ensemble does not explain the curve: models, buffer or errors are wrong somewhere.',
    },
    source: 'Trewhella et al. 2017, Acta Cryst. D73:710',
  },
  chi2P: {
    name: 'p of chi2',
    meaning: 'Chance of a misfit at least as large if the ensemble and the errors were right.',
    ...above(0.05, 0.01),
    words: {
      good: 'The misfit is no larger than noise makes it.',
      fair: 'The misfit is a little larger than noise makes it.',
      poor: 'Noise alone would hardly give such a misfit.',
    },
    source: 'Trewhella et al. 2017, Acta Cryst. D73:710',
  },
  shapeP: {
    name: 'p of the shape',
    meaning:
      'Chance of a misfit at least as large in what is smooth in q, where a conformation that the library lacks shows, if the ensemble were right.',
    ...above(0.02, 0.001),
    words: {
      good: 'What is smooth in the residuals is no larger than noise makes it.',
      fair: 'The curve has a smooth feature that these models hardly explain: one may be missing.',
      poor: 'The curve has a smooth feature that these models do not explain: one is missing, or profiles or buffer are wrong.',
    },
    source: 'Missing states of 40 % in simulated curves: docs/benchmarks.md',
  },
  agreement: {
    name: 'Agreement of the curves',
    meaning:
      'Log evidence of one ensemble for all curves over that of an ensemble for each; above 0 they agree.',
    ...above(0, -evidenceLimits.notable),
    words: {
      good: 'The curves agree on one ensemble.',
      fair: 'The curves hardly agree on one ensemble.',
      poor: 'The curves do not agree on one ensemble: the samples differ, or a curve or its settings are wrong.',
    },
    source: 'Kass & Raftery 1995, J. Am. Stat. Assoc. 90:773',
  },
  cormapP: {
    name: 'CorMap p',
    meaning: 'Chance of so long a run of residuals of one sign in a right fit; needs no errors.',
    ...above(0.05, 0.01),
    words: {
      good: 'No systematic misfit.',
      fair: 'A run of residuals on one side is suspicious.',
      poor: 'Systematic misfit: look at the residuals.',
    },
    source: 'Franke et al. 2015, Nature Methods 12:419',
  },
  jsd: {
    name: 'Jensen-Shannon divergence',
    meaning:
      'How far single draws of the weights lie from their mean, 0 to 1: the spread of the whole ensemble.',
    ...below(0.3, 0.5),
    words: {
      good: 'The weights are well determined.',
      fair: 'The weights are loosely determined.',
      poor: 'Very different ensembles explain the curve equally well: read group weights, not single ones.',
    },
    source: 'Potrzebowski, Trewhella & Andre 2018, PLoS Comput. Biol. 14:e1006641',
  },
  chi2OfRegion: {
    name: 'chi2 per point of a region',
    meaning: 'The same for a fifth of the points: where the ensemble fits and where it does not.',
    ...below(2, 3),
    words: {
      good: 'The ensemble explains this region.',
      fair: 'This region is explained less well than the others.',
      poor: 'This region is not explained.',
    },
    source: 'The mean of 30 squared residuals exceeds 2 once in a thousand times',
  },
  points: {
    name: 'Points in use',
    meaning: 'Points of the curve inside the q range.',
    ...above(20, 10),
    words: {
      good: 'Enough points to judge a fit.',
      fair: 'So few points tell little, however well they are fitted.',
      poor: 'Too few points to tell anything, however well they are fitted.',
    },
    source: 'A curve to 0.3 1/A has 19 Shannon channels for a protein of 200 A',
  },
  errorScale: {
    name: 'Error scale',
    meaning: 'What the stated errors have to be multiplied by.',
    ...within([0.8, 1.25], [0.5, 2]),
    words: {
      good: 'The stated errors are right.',
      fair: 'The stated errors are somewhat off; weights and intervals allow for it.',
      poor: 'The stated errors are far off; weights and intervals allow for it.',
    },
    source: 'Intervals that took the errors as stated would be off by this factor',
  },
  hydrationOutside: {
    name: 'Hydration outside its range',
    meaning:
      'Share of the posterior of the hydration outside its physical range, before it is cut there; whether the rest fits, the p of chi2 says.',
    ...below(0.5, outsideMax),
    words: {
      good: 'The hydration is physical.',
      fair: 'The range, more than the curve, says where the hydration is.',
      poor: 'The hydration makes up for something else.',
    },
    source:
      'Of a c1 of 1.048, in a range that ends at 1.05, up to 81 % lie outside in simulated curves; too few draws are left beyond 98 %',
  },
  hydrationCheck: {
    name: 'Exact hydration',
    meaning:
      'Change of chi2, in errors as the points scatter, when the profiles of draws are calculated exactly instead of linear about the nearest c1 of a grid; its median, without the sign.',
    ...below(2, 2),
    words: {
      good: 'The hydration stays where curves are linear in it.',
      fair: 'The hydration stays where curves are linear in it.',
      poor: 'The hydration reaches further than curves are linear in it: it and the weights may be off.',
    },
    source: 'A draw is wrongly weighed by a factor of e',
  },
  rangeEnd: {
    name: 'Hydration near an end',
    meaning: 'Distance of c1 or contrast from the nearer end of its range, as a share of the range.',
    ...above(0.05, 0),
    words: {
      good: 'The hydration is usual.',
      fair: 'The hydration lies at an end of its usual range.',
      poor: 'The hydration lies outside its usual range.',
    },
    source: 'Schneidman-Duhovny et al. 2013, Biophys. J. 105:962',
  },
  weightDropped: {
    name: 'Weight removed by the selection',
    meaning: 'Share of the variational weights of the models that the selection left out.',
    ...below(0.05, 0.2),
    words: {
      good: 'The selection removed next to nothing.',
      fair: 'The selection removed some of the weight.',
      poor: 'The selection removed much of the weight.',
    },
    source: 'Models that could hold 5 % are taken back after a selection',
  },
  weightsApart: {
    name: 'Difference of two weights',
    meaning: 'Difference of the weights of a model in two analyses, in standard deviations.',
    ...below(2, 3),
    words: {
      good: 'The analyses agree about this model.',
      fair: 'The analyses differ a little about this model.',
      poor: 'The analyses disagree about this model.',
    },
    source: 'Two independent estimates differ by more than 3 combined errors in 0.3 % of cases',
  },
  recovery: {
    name: 'Weights recovered',
    meaning:
      'Share of the 95 % intervals of weights above 5 % that hold the weight, in curves simulated of the ensemble that was found; two standard errors are added, as chance alone leaves out that many.',
    ...above(0.95, 0.85),
    words: {
      good: 'These data can tell an ensemble like this one: the intervals hold the weights.',
      fair: 'Some weights lie outside their intervals: read sums over groups of similar models.',
      poor: 'These data cannot tell single weights of this library: do not report them.',
    },
    source: 'A share of a few replicas is known to two standard errors',
  },
  ladderSwaps: {
    name: 'Least swaps of neighbouring temperatures',
    meaning:
      'Smallest mean probability that two neighbouring temperatures of the sampler swap; about 0.4 is aimed at.',
    ...above(0.1, 0.02),
    words: {
      good: 'All temperatures are joined to the next.',
      fair: 'Two neighbouring temperatures have little in common: the evidence is less certain than its error says.',
      poor: 'Two neighbouring temperatures of the sampler have nothing in common, so the evidence is not known: do not compare it between analyses.',
    },
    source: 'Bennett 1976, J. Comput. Phys. 22:245',
  },
  drawsThatCount: {
    name: 'Draws that count with an error scale for each curve',
    meaning:
      'Share of the draws left when they are weighed for errors that each curve multiplies by a factor of its own.',
    ...above(0.3, 0.1),
    words: {
      good: 'The draws tell of an error scale for each curve.',
      fair: 'The errors of the curves are off by different factors: the evidence is less certain than its error says.',
      poor: 'The errors of the curves are off by factors so different that few draws tell of them, so the evidence is not known: do not compare it between analyses.',
    },
    source: 'Rubin 1988, Bayesian Statistics 3:395',
  },
  paretoK: {
    name: 'Pareto k',
    meaning: 'How much one point of the curve drives the posterior.',
    ...below(0.7, 1),
    words: {
      good: 'Cross-validation without this point is reliable.',
      fair: 'This point is influential; its cross-validation is rough.',
      poor: 'This point is so influential that its cross-validation fails.',
    },
    source: 'Vehtari et al. 2024, J. Mach. Learn. Res. 25:72',
  },
  ppcP: {
    name: 'Posterior-predictive p',
    meaning: 'Share of curves simulated from the posterior that fit worse than the measured one.',
    ...within([0.05, 0.95], [0.01, 0.99]),
    words: {
      good: 'The measured curve looks like one the ensemble would produce.',
      fair: 'The measured curve is unusual for this ensemble.',
      poor: 'Near 0 the fit is too poor, near 1 too good for the stated errors.',
    },
    source: 'Gelman et al. 2013, Bayesian Data Analysis, 6.3',
  },
  evidenceAgreement: {
    name: 'Agreement of the two evidences',
    meaning:
      'Difference of the two methods in standard deviations, as probable as it is by chance with errors from a few runs.',
    ...below(2, 3),
    words: {
      good: 'Both methods agree.',
      fair: 'The methods differ a little more than their errors.',
      poor: 'The two estimates of the evidence disagree: do not compare it between analyses.',
    },
    source: 'Two independent estimates differ by more than 3 combined errors in 0.3 % of cases',
  },
} satisfies Record<string, Threshold>

export type Diagnostic = keyof typeof thresholds

/** A value with what it is good for. */
export interface Graded {
  value: number
  grade: Verdict
  words: string
}

/** Judges a value by its row. */
export function graded(diagnostic: Diagnostic, value: number): Graded {
  const { judge, words } = thresholds[diagnostic]
  const grade = judge(value)
  return { value, grade, words: words[grade] }
}
