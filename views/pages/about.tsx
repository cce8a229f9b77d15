import { convergenceLimits, thresholds } from '#src/ensemble/diagnose/index.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { MethodDiagram } from './methodDiagram.tsx'
import { Prose } from './prose.tsx'

export function AboutPage({ frame }: { frame: Frame }) {
  return (
    <Prose
      frame={frame}
      title="About the method"
      lead="A flexible protein in solution is a mixture of conformations, and a small-angle scattering curve is the average over all of them. This server infers the conformations and their populations."
    >
      <MethodDiagram />
      <h2 id="model">The model</h2>
      <p>
        The model describes the measured intensity at each of the N points as a weighted sum of the profiles
        of the K models, times one scale, plus a constant background, plus noise:
      </p>
      <p class="formula">
        y<sub>i</sub> ~ Normal(c Σ<sub>k</sub> S<sub>ik</sub> w<sub>k</sub> + b, f σ<sub>i</sub>)
      </p>
      <p>
        The background b and the factor f, by which the errors of the file are multiplied, are inferred with
        the weights, and can be fixed at 0 and 1.
      </p>
      <p>
        The weights w are not negative and sum to 1. Before the data any number n of models may take part,
        with P(n) ~ 1/n and any n of them alike. The Dirichlet(1/K) of the original program, which expects one
        or two models, can be chosen.
      </p>
      <h2 id="profiles">Profiles</h2>
      <p>
        The profile of a model comes from its atoms by the Debye sum, with form factors after Waasmaier and
        Kirfel (1995), the displaced solvent and a hydration shell. The whole library shares one shell, which
        is inferred together with the weights: a separate shell for each model would fit every model to the
        data and hide real differences.
      </p>
      <h2 id="selection">Selection</h2>
      <p>
        A variational approximation quickly finds models that the data do not need. They are removed as long
        as the approximate evidence rises. A model that could have 5 % of the weight with almost as good a fit
        is then added again. The result shows each round and how much weight was removed; the step can be
        skipped.
      </p>
      <h2 id="inference">Full inference</h2>
      <p>
        Markov chain Monte Carlo then samples the posterior of the weights. Several chains start from
        different points, and the run continues until they agree: rank-normalised R-hat{' '}
        <span safe>{thresholds.rhat.limits.good}</span> and <span safe>{thresholds.ess.limits.good}</span>{' '}
        effective draws for every weight above {convergenceLimits.weightMin} (Vehtari et al. 2021). From{' '}
        {convergenceLimits.largeFrom} models on, what is read off the ensemble as a whole must reach this in
        place of single weights: how many models there are, and how the weight is spread over the library. A
        result that does not reach this is marked “not converged”.
      </p>
      <h2 id="checks">Checks of the result</h2>
      <p>
        The fit is judged by χ² with its probability, by the longest run of residuals of one sign (CorMap,
        Franke et al. 2015) and by the band in which new data would fall. The model evidence allows two
        analyses of one curve to be compared and comes with its own error.
      </p>
      <h2 id="differences">Differences from the original program</h2>
      <ul>
        <li>
          The prior keeps the size of the whole library after a selection, so selecting does not change the
          model.
        </li>
        <li>
          Evidence uses a proper prior on the scale, so it does not depend on the units of the profiles.
        </li>
        <li>The selection finds the same answer every time; it does not depend on a clock.</li>
        <li>
          Every run records its seed, versions, parameters and checksums: the same seed gives the same result.
        </li>
      </ul>
      <h2 id="papers">Papers</h2>
      <ul class="papers">
        <li>
          Potrzebowski W, Trewhella J, Andre I (2018). Bayesian inference of protein conformational ensembles
          from limited structural data. <em>PLoS Comput Biol</em> 14(12): e1006641. The method; see{' '}
          <a href={paths.citation()}>how to cite</a>.
        </li>
        <li>
          Waasmaier D, Kirfel A (1995). New analytical scattering-factor functions for free atoms and ions.{' '}
          <em>Acta Cryst A</em> 51: 416–431.
        </li>
        <li>
          Franke D, Jeffries CM, Svergun DI (2015). Correlation Map, a goodness-of-fit test for
          one-dimensional X-ray scattering spectra. <em>Nat Methods</em> 12: 419–422.
        </li>
        <li>
          Vehtari A, Gelman A, Simpson D, Carpenter B, Bürkner PC (2021). Rank-normalization, folding, and
          localization: an improved R-hat for assessing convergence of MCMC. <em>Bayesian Anal</em> 16:
          667–718.
        </li>
      </ul>
    </Prose>
  )
}
