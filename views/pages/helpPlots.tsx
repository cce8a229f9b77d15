import { thresholds } from '#src/ensemble/diagnose/index.ts'
import { TermList } from '../ui/termList.tsx'

/** How to read every plot, in the order of the pages; its charts by the beginnings of their ids. */
export const plots: [charts: string, name: string, text: string][] = [
  [
    'curve-chart',
    'Measured curve',
    'ln I(q) against q with one standard error. It should level off at the left end: rising steeply there means aggregation, bending down repulsion. Where the errors exceed the intensity, the curve carries no information.',
  ],
  [
    'guinier',
    'Guinier plot',
    'ln I against q² is a straight line at low q, and its slope gives Rg. A bend upwards at the left end is aggregation, downwards repulsion; leave those points out by “Smallest q”.',
  ],
  [
    'kratky',
    'Kratky plot',
    '(q Rg)² I/I(0) against q Rg. A compact globule has a peak of 1.10 at 1.73 and comes back to 0; domains on a linker have a second shoulder; an unfolded chain rises and stays up.',
  ],
  [
    'library-rg',
    'Rg of the models of a study',
    'The mark is Rg of the curve. The bars should reach well below and above it: no set of weights can produce a size that lies outside the library.',
  ],
  [
    'weights-chart',
    'Weights',
    'A dot for the mean, a bar for the 95 % interval, and a line for what the curve alone leaves possible. If a line reaches 0, the data can be explained without that model. Long lines often belong to models that the data cannot distinguish.',
  ],
  [
    'fit',
    'Fit',
    'Data with one standard error, the curve of the ensemble, and the band in which 95 % of new data would fall. The residuals below, in errors, should look like noise between −2 and 2; a systematic trend means that something is missing. Choose a view to see low q (log–log, Guinier), middle q (Kratky) or how far data and ensemble differ (data / ensemble). Point at the plot, or press the arrow keys on it, to read a point. Drag over a range of q, or press + and −, to zoom; then you can start another analysis with that range. The boxes of the legend switch curves off.',
  ],
  [
    'distances',
    'Distances, P(r)',
    'How often two parts of the particle are a distance r apart, from the curve alone, by an indirect Fourier transform whose smoothness and largest distance follow from the data. Dmax is the length up to which the curve lets distances reach; few distances in a thin tail are easily missed. Rg and I(0) are those of P(r), which uses the whole curve; they should agree with the Guinier fit. The mass, by the volume of correlation, holds for proteins and is good to about 25 %. On a result the line is the curve of the ensemble, transformed in the same way.',
  ],
  [
    'figure',
    'Figure for a paper',
    'Fit, weights, ensemble and Rg as the lettered panels of one figure, 85 or 175 mm wide, with the values behind it as a table. Save it from the downloads of a result.',
  ],
  [
    'ensemble-drawing',
    'The ensemble in 3D',
    'The models of the largest weights, superposed. Colours as in every table and plot; the stronger, the larger the weight. Superpose one domain by its residues to see how the other moves.',
  ],
  [
    'rg dmax property',
    'Sizes of the ensemble, and numbers of your own',
    'Bars for the library, a line for the ensemble. Where the line leaves the bars, the data moved the ensemble away from the library. Type a value to read the share of the ensemble at or above it.',
  ],
  [
    'posterior',
    'Posteriors',
    'The posterior distribution of a weight. A peak away from 0 means that the data need the model; a peak at 0 with a long tail, that it may or may not be present; two peaks, that it can replace another model.',
  ],
  [
    'correlations joint',
    'Correlations and pairs of weights',
    'A strongly negative correlation means that one model can replace the other: only the sum of their weights is well determined. The cloud of a pair shows it: along a falling diagonal each draw has more of one and less of the other.',
  ],
  [
    'cormap',
    'CorMap',
    'Each square has the colour of two residuals of one sign or of different ones. Noise makes a fine pattern; large blocks mean a systematic misfit at that q.',
  ],
  [
    'rhat trace ranks',
    'R-hat, traces and ranks',
    `Whether the chains agree. Every R-hat should be ${thresholds.rhat.limits.good}, the traces should overlap without a trend, and the steps of each chain in the ranks should stay near the dashed line.`,
  ],
]

export function HelpPlots() {
  return (
    <TermList
      terms={plots.map(([charts, name, text]) => ({ id: `plot-${charts.split(' ')[0]}`, name, text }))}
    />
  )
}
