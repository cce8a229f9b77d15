/** What each parameter of an analysis means; part of the help page. */
export function HelpParameters() {
  return (
    <dl class="terms">
      <dt>Weight threshold</dt>
      <dd>
        Models whose weight falls below it in the variational step are left out of the complete inference.
        0.0001 to 0.5, usually 0.01; one over the number of models is a good start.
      </dd>
      <dt>Iterations</dt>
      <dd>The starting length of each chain. Raise it when a result has not converged.</dd>
      <dt>Seed</dt>
      <dd>
        Where the random numbers begin. The same files, parameters and seed give the same result to the last
        bit.
      </dd>
      <dt>Chains</dt>
      <dd>Independent runs from different starts. Four are enough to see whether they agree.</dd>
      <dt>Errors multiplied by</dt>
      <dd>
        A factor for the errors of the curve. The check of an upload tells how much the points scatter in
        units of their errors; where that is far from 1, use it here.
      </dd>
      <dt>Hydration shell</dt>
      <dd>
        How the bound water is modelled. One shell for the whole library is inferred together with the weights
        and keeps the differences between models.
      </dd>
    </dl>
  )
}
