import type { Frame } from '../frame.ts'
import { CopyButton } from '../ui/copyButton.tsx'
import { Prose } from './prose.tsx'
import { bibtexOf, references } from './references.ts'
import { StructuredData } from './structuredData.tsx'

export function CitationPage({ frame }: { frame: Frame }) {
  return (
    <Prose
      frame={frame}
      title="How to cite"
      lead="When results from this server go into a publication, please cite the method."
    >
      <p>
        Potrzebowski W, Trewhella J, Andre I (2018) Bayesian inference of protein conformational ensembles
        from limited structural data. <em>PLoS Comput Biol</em> 14(12): e1006641.
      </p>
      <pre class="wrapped" id="bibtex">
        <code safe>{bibtexOf(references.method)}</code>
      </pre>
      <p>
        <CopyButton of="#bibtex" text="Copy BibTeX" />
      </p>
      <h2>What to report beside it</h2>
      <ul>
        <li>
          The program with its version, the seed and the parameters: the result page lists them under “How it
          was made”.
        </li>
        <li>How the library was made, its size, and how many models the selection kept.</li>
        <li>χ² per point with its p-value, the CorMap p-value, and the weights with their 95 % intervals.</li>
        <li>Whether the run converged: the largest R-hat and the smallest effective sample size.</li>
      </ul>
      <p>
        The guidelines of the community for publishing small-angle scattering (Trewhella et al. 2017,{' '}
        <em>Acta Cryst D</em> 73: 710–728; template of 2023, <em>Acta Cryst D</em> 79: 122–132) ask for most
        of these. The report of a result fills in their table.
      </p>
      <StructuredData frame={frame} />
    </Prose>
  )
}
