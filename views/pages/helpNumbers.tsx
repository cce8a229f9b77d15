import { type Meaning, meanings } from '../analyses/meanings.ts'
import { TermList } from '../ui/termList.tsx'

/** Every number of a result by its name, with the formula behind it. */
const numbers: Record<Meaning, [name: string, formula?: string]> = {
  weight: ['Weight', 'mean of w over the draws, ± its standard deviation'],
  interval: ['95 % interval', '2.5 % and 97.5 % quantiles of the draws'],
  possible: [
    'Possible weights',
    'those w_k for which the least χ² of all ensembles with that weight is within 3.84 f² of the least of all, and the 95 % interval',
  ],
  truth: ['Truth'],
  groupWeight: ['Weight of a group', 'Σ of w over its members, in each draw'],
  diameter: [
    'Width of a group',
    'largest |c (S_j − b S_k) / σ| of two members, with the best factor b; by structure √ mean (d_j − d_k)² over the distances between 20 residues',
  ],
  directionSpread: [
    'Spread of the library along a direction',
    'c √ λ, λ the eigenvalue of the covariance of the curves S_k/σ, their mean curve and the nuisance directions taken off',
  ],
  directionPlace: [
    'Place of the ensemble along a direction',
    'Σ_k w_k t_k in each draw, t_k the place of a model with mean 0 and sd 1 over the library',
  ],
  mcse: ['MCSE, the Monte Carlo error', 'standard deviation / √ESS of the mean'],
  ess: [
    'ESS, the effective sample size',
    'the smaller of that of the bulk and that of the tails (Vehtari et al. 2021)',
  ],
  molarMass: ['Mass of a particle', 'sum of the atomic masses, kg/mol'],
  numberFraction: ['Fraction of the number', 'Σ w_k over the models of one composition'],
  massFraction: ['Fraction of the mass', 'Σ w_k M_k over the models of one composition / Σ w_k M_k over all'],
  volumeFraction: ['Fraction of the volume', 'the same with the displaced volumes V_k in place of M_k'],
  observableMeasured: ['Measured observable', 'as given, o ± error'],
  observableEnsemble: [
    'Observable of the ensemble',
    'o = (Σ w_k o_k^p)^(1/p), p = 1, −3 or −6, 95 % interval',
  ],
  observableResidual: ['Residual of an observable', '(mean of o over the draws − measured) / error'],
  rhat: ['R-hat', 'rank-normalised, of split chains (Vehtari et al. 2021)'],
  rg: ['Rg of a model', 'Rg² = mean of |r − centre|² over the atoms'],
  dmax: ['Dmax of a model', 'largest |r_i − r_j|'],
  chi2: [
    'χ² per point',
    'χ²/N = 1/N · Σ_i ((y_i − c Σ_k S_ik w_k − b) / σ_i)², with the mean curve of the draws',
  ],
  chi2P: [
    'p of χ²',
    'P(χ² distribution with N less the fitted numbers of degrees of freedom ≥ χ²/f₀²), its mean over the error of f₀, the scatter of the points over their errors',
  ],
  jsd: [
    'Jensen–Shannon divergence',
    '√ mean over the draws of JSD(w, mean w); JSD(p, q) = H((p + q)/2) − H(p)/2 − H(q)/2, H in bits',
  ],
  cormap: [
    'CorMap',
    'C = longest run of residuals of one sign; p = P(run ≥ C in N tosses of a fair coin); shape: Σ (residuals along 1.5 curves sin(q r)/(q r) a Shannon channel)²',
  ],
  evidence: ['ln evidence', 'ln ∫ p(y | w, c) p(w) p(c) dw dc, by bridging from prior to posterior'],
  setEvidence: ['ln evidence of a set', 'the same of the models of the set alone, w ~ Dirichlet(1, …, 1)'],
  distributionMean: ['Mean of a property', 'Σ_k w_k g_k in each draw'],
  spread: ['Spread of a property', '√ Σ_k w_k (g_k − mean)² in each draw'],
  flexibility: ['Rflex', '−Σ_i p_i ln p_i / ln n over the n bins of the histogram (Tria et al. 2015)'],
  relativeSpread: ['Rσ', 'spread of the ensemble / spread of the library (Tria et al. 2015)'],
  ppc: ['Predictive p-value', 'share of draws whose simulated curve has a larger χ² than the measured one'],
  shiftChi2: ['χ² of the shifts', 'Σ_j (z_j − Σ_k Z_jk w_k)² / (err_j² + rms_j²), its mean over the draws'],
  energies: ['ln concentration of the energies', 'ln A, where the prior of w is Dirichlet(A softmax(−E/T))'],
  energyTemperature: [
    'Effective temperature of the energies',
    'T, where the prior of w is Dirichlet(A softmax(−E/T)), ln T uniform within a factor of 100 of the spread of E',
  ],
  loo: ['Leave-one-out score', 'Σ_i ln p(y_i | all other points), Pareto-smoothed (Vehtari et al. 2017)'],
  rank: ['Numerical rank', 'directions of S/σ that are longer than 0.001'],
  hydration: ['Hydration shell'],
  background: ['Constant background', 'b in y ≈ c Σ_k S_ik w_k + b'],
  errorScale: [
    'Errors multiplied by',
    'f σ_i in place of σ_i; log f ~ Normal(log f_0, s²), f_0 from the scatter of neighbouring points',
  ],
  effectiveModels: ['Effective number of models', 'N_eff = 1 / Σ_k w_k², in each draw'],
  members: ['Models that take part', 'n, with P(n) ~ 1/n before the data'],
  scale: ['Scale', 'c in y ≈ c Σ_k S_ik w_k + b'],
  posterior: ['Posterior'],
  elbo: ['ELBO', 'ln evidence − distance of the approximation from the posterior (Kullback–Leibler)'],
  kept: ['Models in a round'],
  points: ['Points in a region'],
  pointsUsed: ['Points of an analysis'],
  ensembleRg: ['Rg of the ensemble', 'Σ_k w_k Rg_k, in each draw'],
  apart: ['Apart', '(w_a − w_b) / √(sd_a² + sd_b²)'],
  draws: ['Draws'],
}

export function HelpNumbers() {
  return (
    <TermList
      terms={Object.entries(numbers).map(([meaning, [name, formula]]) => ({
        id: `number-${meaning}`,
        name,
        text: meanings[meaning as Meaning],
        more: formula ? (
          <p class="formula small">
            {formula
              .split(/_(\w+)/)
              .map((part, place) => (place % 2 === 1 ? <sub safe>{part}</sub> : <span safe>{part}</span>))}
          </p>
        ) : undefined,
      }))}
    />
  )
}
