import { Html } from '@kitajs/html'
import { evidenceLimits } from '#src/ensemble/diagnose/index.ts'

const questions: [question: string, answer: string][] = [
  [
    'How many models should a library have?',
    'Enough to span the conformations of the protein: the Rg of the models should reach clearly below and above the measured one. A curve carries perhaps 10 to 20 independent numbers, so beyond a few hundred models you learn about groups of models rather than about single ones.',
  ],
  [
    'How do I make a library?',
    'With any program that gives conformations of the whole molecule: molecular dynamics, coarse-grained simulation, or a loop modeller that moves domains about their linker. Save them as PDB or mmCIF, with the same atoms in each, and pack them.',
  ],
  [
    'χ² is far below 1. Is that good?',
    'No: the errors in the file are larger than the real noise. The weights are still right on average, but their intervals are too wide. Ask for the errors at the beamline or use “Errors multiplied by”.',
  ],
  [
    'χ² is far above 1. What now?',
    'Check where the residuals leave the band. At low q it is often aggregation, an interparticle effect or a wrong buffer; at middle q a conformation that is missing from the library; over all q errors that are too small.',
  ],
  [
    'The result says that it has not converged.',
    'The chains do not agree yet. Run it again with more iterations. If that does not help, the library probably has models that the data cannot distinguish: raise the threshold or remove near-identical models.',
  ],
  [
    'Why does the same analysis give slightly different numbers?',
    'This happens only with another seed: sampling has a random error, the MCSE of weights.csv. With the same seed the result is the same to the last bit.',
  ],
  [
    'Which of two analyses is right?',
    `If they are of the same curve and both have an evidence, compare the evidence: a difference of ln evidence of ${evidenceLimits.notable} is notable, of ${evidenceLimits.strong} strong. The comparison page of a study shows both side by side. The evidence of different curves cannot be compared.`,
  ],
  [
    'My q is in 1/nm. Do I have to convert it?',
    'No. The server detects the unit from the header or the range and asks you to confirm it after the upload; you can also choose it in the form.',
  ],
  [
    'Can I use SANS?',
    'Yes. Open “Neutrons (SANS)” in the form of an analysis and give the D₂O fraction of the solvent, the deuteration and, where the file does not have it, the resolution. Profiles of another program can be uploaded instead, as “Calculated profiles”.',
  ],
  [
    'Who can see my data, and how long is it kept?',
    'You, and the administrators when you ask them for help. It stays until you delete it, or for the time given on the Privacy page.',
  ],
  [
    'What happens when I close the page, or lose the connection?',
    'The analysis continues, and you get a mail when it ends. What you typed stays on the page as long as it is open.',
  ],
]

export function HelpQuestions() {
  return (
    <>
      {questions.map(([question, answer]) => (
        <details>
          <summary>
            <span safe>{question}</span>
          </summary>
          <p>{Html.escapeHtml(answer)}</p>
        </details>
      ))}
    </>
  )
}
