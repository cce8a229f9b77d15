import type { Analysis, Study } from '#db/schema.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { type AnyAssignment, inputRecords } from './folder.ts'
import { meaningOf } from './outputs.ts'

interface Crate {
  study: Pick<Study, 'name'>
  analysis: Pick<Analysis, 'name' | 'startedAt' | 'finishedAt' | 'createdAt'>
  assignment: AnyAssignment
  outputs: { name: string; bytes: number; meaning: string }[]
  /** What made it. */
  program: Result['program']
  /** Whether it is a method of this program, which the article describes; one of a laboratory may be about anything. */
  isOurs: boolean
  /** Whether the input files lie beside the result, or are named with their checksums alone. */
  hasInputs: boolean
}

const crateProfile = 'https://w3id.org/ro/crate/1.1'
const runProfile = 'https://w3id.org/ro/wfrun/process/0.5'
/** Of the method of this program. */
const article = {
  '@id': 'https://doi.org/10.1371/journal.pcbi.1006641',
  '@type': 'ScholarlyArticle',
  name: 'Bayesian inference of protein conformational ensembles from limited structural data',
}

const ref = (id: string) => ({ '@id': id })
const timeOf = (ms: number) => new Date(ms).toISOString()

/**
 * `ro-crate-metadata.json`: what the files of a result are, what they were made from, and by which program, for
 * repositories and programs (RO-Crate 1.1 and the profile Process Run Crate 0.5).
 */
export function roCrate({ study, analysis, assignment, outputs, program, isOurs, hasInputs }: Crate) {
  const inputs = inputRecords(assignment).map(({ path, name, bytes, sha256 }) => ({
    // What is not in the archive is described without a file.
    '@id': encodeURI(`${hasInputs ? '' : '#'}input/${path}`),
    '@type': 'File',
    name,
    contentSize: String(bytes),
    sha256,
  }))
  const results = outputs.map(({ name, bytes, meaning }) => ({
    '@id': encodeURI(name),
    '@type': 'File',
    name,
    description: meaning,
    contentSize: String(bytes),
  }))
  const parameters = Object.entries(assignment.parameters)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => ({ '@id': `#parameter-${name}`, '@type': 'PropertyValue', name, value }))
  const given = {
    '@id': 'params.json',
    '@type': 'File',
    name: 'params.json',
    description: meaningOf('params.json'),
  }
  const finishedAt = timeOf(analysis.finishedAt ?? analysis.createdAt)
  return {
    '@context': `${crateProfile}/context`,
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        conformsTo: ref(crateProfile),
        about: ref('./'),
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: `${study.name}, ${analysis.name}`,
        description: isOurs
          ? 'A conformational ensemble inferred from small-angle scattering.'
          : `The result of an analysis with ${program.name}.`,
        datePublished: finishedAt,
        license: 'The owner of the data has stated no licence.',
        conformsTo: ref(runProfile),
        hasPart: [given, ...(hasInputs ? inputs : []), ...results].map(each => ref(each['@id'])),
        mentions: ref('#run'),
      },
      { '@id': runProfile, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
      {
        '@id': '#run',
        '@type': 'CreateAction',
        name: analysis.name,
        instrument: ref('#program'),
        object: [given, ...inputs, ...parameters].map(each => ref(each['@id'])),
        result: results.map(each => ref(each['@id'])),
        ...(analysis.startedAt === null ? {} : { startTime: timeOf(analysis.startedAt) }),
        endTime: finishedAt,
      },
      {
        '@id': '#program',
        '@type': 'SoftwareApplication',
        name: program.name,
        softwareVersion: program.commit ? `${program.version}+${program.commit}` : program.version,
        ...(isOurs && { citation: ref(article['@id']) }),
      },
      ...(isOurs ? [article] : []),
      given,
      ...inputs,
      ...results,
      ...parameters,
    ],
  }
}
