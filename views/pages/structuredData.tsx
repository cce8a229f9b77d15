import { type Frame, programName } from '../frame.ts'
import { references } from './references.ts'

const { title, authors, year, doi } = references.method

/** Holds nothing that anybody typed. */
const facts = JSON.stringify({
  '@context': 'https://schema.org',
  '@type': 'WebApplication',
  name: programName,
  description:
    'Infers the conformational ensemble of a flexible protein from small-angle scattering (SAXS or SANS) by complete Bayesian inference.',
  applicationCategory: 'Structural biology',
  browserRequirements: 'None; JavaScript for 3D and live progress',
  operatingSystem: 'Any',
  isAccessibleForFree: true,
  license: 'https://spdx.org/licenses/MIT',
  keywords: 'small-angle scattering, SAXS, conformational ensembles, Bayesian inference, structural biology',
  citation: {
    '@type': 'ScholarlyArticle',
    headline: title,
    author: authors.map(name => ({ '@type': 'Person', name })),
    datePublished: String(year),
    sameAs: `https://doi.org/${doi}`,
  },
})

/** What search engines and registries of software read of a public page, in the words of schema.org. */
export function StructuredData({ frame }: { frame: Frame }) {
  if (frame.isBuiltInOff) return ''
  return <script type="application/ld+json">{facts as 'safe'}</script>
}
