/** The papers to cite, in one place: for the page on citing and for the report of a result. */
export interface Reference {
  /** The key in BibTeX. */
  key: string
  authors: string[]
  title: string
  journal: string
  year: number
  volume: string
  pages: string
  doi: string
}

export const references = {
  method: {
    key: 'Potrzebowski2018',
    authors: ['Potrzebowski, Wojciech', 'Trewhella, Jill', 'Andre, Ingemar'],
    title: 'Bayesian inference of protein conformational ensembles from limited structural data',
    journal: 'PLoS Computational Biology',
    year: 2018,
    volume: '14',
    pages: 'e1006641',
    doi: '10.1371/journal.pcbi.1006641',
  },
  guidelines: {
    key: 'Trewhella2017',
    authors: ['Trewhella, Jill', 'Duff, Anthony P.', 'Durand, Dominique', 'others'],
    title:
      '2017 publication guidelines for structural modelling of small-angle scattering data from biomolecules in solution: an update',
    journal: 'Acta Crystallographica Section D',
    year: 2017,
    volume: '73',
    pages: '710–728',
    doi: '10.1107/S2059798317011597',
  },
  template: {
    key: 'Trewhella2023',
    authors: ['Trewhella, Jill', 'Jeffries, Cy M.', 'Whitten, Andrew E.'],
    title:
      '2023 update of template tables for reporting biomolecular structural modelling of small-angle scattering data',
    journal: 'Acta Crystallographica Section D',
    year: 2023,
    volume: '79',
    pages: '122–132',
    doi: '10.1107/S2059798322012141',
  },
  cormap: {
    key: 'Franke2015',
    authors: ['Franke, Daniel', 'Jeffries, Cy M.', 'Svergun, Dmitri I.'],
    title: 'Correlation Map, a goodness-of-fit test for one-dimensional X-ray scattering spectra',
    journal: 'Nature Methods',
    year: 2015,
    volume: '12',
    pages: '419–422',
    doi: '10.1038/nmeth.3358',
  },
  rhat: {
    key: 'Vehtari2021',
    authors: [
      'Vehtari, Aki',
      'Gelman, Andrew',
      'Simpson, Daniel',
      'Carpenter, Bob',
      'Bürkner, Paul-Christian',
    ],
    title:
      'Rank-normalization, folding, and localization: an improved R-hat for assessing convergence of MCMC',
    journal: 'Bayesian Analysis',
    year: 2021,
    volume: '16',
    pages: '667–718',
    doi: '10.1214/20-BA1221',
  },
  evidence: {
    key: 'Bennett1976',
    authors: ['Bennett, Charles H.'],
    title: 'Efficient estimation of free energy differences from Monte Carlo data',
    journal: 'Journal of Computational Physics',
    year: 1976,
    volume: '22',
    pages: '245–268',
    doi: '10.1016/0021-9991(76)90078-4',
  },
  formFactors: {
    key: 'WaasmaierKirfel1995',
    authors: ['Waasmaier, D.', 'Kirfel, A.'],
    title: 'New analytical scattering-factor functions for free atoms and ions',
    journal: 'Acta Crystallographica Section A',
    year: 1995,
    volume: '51',
    pages: '416–431',
    doi: '10.1107/S0108767394013292',
  },
  scatteringLengths: {
    key: 'Sears1992',
    authors: ['Sears, V. F.'],
    title: 'Neutron scattering lengths and cross sections',
    journal: 'Neutron News',
    year: 1992,
    volume: '3',
    pages: '26–37',
    doi: '10.1080/10448639208218770',
  },
} as const satisfies Record<string, Reference>

/** `Franke D, Jeffries CM, Svergun DI (2015) Title. Journal 12: 419–422. doi:...` */
export function referenceText({ authors, title, journal, year, volume, pages, doi }: Reference): string {
  const names = authors.map(shortAuthor).join(', ')
  return `${names} (${year}) ${title}. ${journal} ${volume}: ${pages}. doi:${doi}`
}

function shortAuthor(author: string): string {
  if (author === 'others') return 'et al.'
  const [family, given = ''] = author.split(', ')
  const initials = given.split(/[\s-]+/).map(name => name[0] ?? '')
  return `${family} ${initials.join('')}`
}

export function bibtexOf({ key, authors, title, journal, year, volume, pages, doi }: Reference): string {
  const fields = Object.entries({
    author: authors.join(' and ').replaceAll('ü', '{\\"u}'),
    title: `{${title}}`,
    journal,
    year: String(year),
    volume,
    pages: pages.replace('–', '--'),
    doi,
  })
  const lines = fields.map(([name, value]) => `  ${name.padEnd(7)} = {${value}}`)
  return `@article{${key},\n${lines.join(',\n')}\n}`
}
