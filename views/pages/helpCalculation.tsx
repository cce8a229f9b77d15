/** The formulas between a file and a number, in plain words; part of the help page. */
export function HelpCalculation() {
  return (
    <>
      <h3 id="debye">The profile of a model</h3>
      <p>
        Every pair of atoms adds a wave of its distance r<sub>ij</sub> (Debye 1915):
      </p>
      <p class="formula">
        I(q) = Σ<sub>i</sub> Σ<sub>j</sub> F<sub>i</sub>(q) F<sub>j</sub>(q) sin(q r<sub>ij</sub>) / (q r
        <sub>ij</sub>)
      </p>
      <p>
        F of an atom, with its hydrogens, is its form factor in vacuum (Waasmaier and Kirfel 1995) less that
        of the water it displaces, a Gaussian of the atom’s volume V times the density of water, 0.334 e/Å³.
        The displaced volume of all atoms is stretched by one factor c<sub>1</sub>
        <sup>3</sup> near 1.
      </p>
      <p>
        The hydration shell is a layer of points, 3 to 8 Å from the nearest atom, with an excess density of
        electrons d, so that
      </p>
      <p class="formula">I(q) = |vacuum − G(q; c₁) · displaced + d · shell|², averaged over all directions</p>
      <p>
        c<sub>1</sub> and d are the same for the whole library. Before the data c<sub>1</sub> ~ Normal(1,
        0.029) and d ~ Normal(0.015, 0.0087) e/Å³; they are inferred with the weights and integrated out.
      </p>
      <h3 id="posterior">The weights</h3>
      <p class="formula">
        y<sub>i</sub> ~ Normal(c Σ<sub>k</sub> S<sub>ik</sub> w<sub>k</sub> + b, f σ<sub>i</sub>), w ~
        Dirichlet(a
        <sub>1</sub> … a<sub>K</sub>), c ~ half-normal(10 c<sub>ref</sub>)
      </p>
      <p>
        n models of the library take part, P(n) ~ 1/n, any n of them alike, and have one a, ln a ~ Normal(0,
        1); with shifts or observables all K models do, with a = 1/K. c<sub>ref</sub> is the best scale of the
        even mixture. The background b and the factor f on the errors are inferred too, or held at 0 and 1.
        With energies a follows them: a<sub>k</sub> = A softmax(−E/T)<sub>k</sub>, ln A ~ Normal(0, 1), ln T
        uniform within a factor of 100 of the spread of E: how far to trust the energies is inferred too.
        Chemical shifts add a second sum of the same kind, with the errors of measurement and predictor
        together:
      </p>
      <p class="formula">
        z<sub>j</sub> ~ Normal(Σ<sub>k</sub> Z<sub>jk</sub> w<sub>k</sub>, √(error<sub>j</sub>² + rms
        <sub>j</sub>²))
      </p>
      <h3 id="guinier">Guinier fit: Rg and I(0) of the curve</h3>
      <p class="formula">ln I(q) = ln I(0) − q² Rg² / 3, for q Rg up to 1.3</p>
      <p>
        A weighted line; up to a quarter of the range is left out at its beginning where the rest then agrees
        much better. I(0) is the intensity at q = 0, in the unit of the file.
      </p>
      <h3 id="kratky">Kratky plot, independent numbers, errors</h3>
      <p class="formula">
        (q Rg)² I(q) / I(0) against q Rg; (q<sub>max</sub> − q<sub>min</sub>) Dmax / π independent numbers
      </p>
      <p>
        The ratio of scatter to stated errors is estimated from third differences of neighbouring points: 1
        means that the errors are right, 3 that they are three times too small.
      </p>
    </>
  )
}
