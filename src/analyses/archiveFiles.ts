import type { Study } from '#db/schema.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { programText } from '#src/ensemble/diagnose/index.ts'
import type { readInspection } from '#src/studies/inspection.ts'
import { csvLine } from '../csv.ts'
import { drawingStyle } from './drawingStyle.ts'
import { figurePdf } from './figurePdf.ts'
import type { AnalysisOutcome, outcomeFacts } from './outcome.ts'
import type { OutputFile } from './outputFiles.ts'
import { type Described, listFiles, meaningOf } from './outputs.ts'
import { reportStyle } from './reportStyle.ts'

interface ArchivedFile extends Described {
  bytes: number
  file: Blob
}

/** A figure for a paper, and the values in it as rows of a table. */
interface ArchivedFigure {
  name: string
  title: string
  caption: string
  /** As wide as a column of a journal, and as two. */
  drawings: { mm: number; svg: string }[]
  table: (string | number)[][] | null
}

/** What pages know how to draw and write: views/analyses/archiveTexts.ts. */
export interface ArchiveTexts {
  figures(outcome: AnalysisOutcome, style: string): ArchivedFigure[]
  /** The report as an HTML file. */
  report(facts: ReportOf & { outcome: AnalysisOutcome; style: string }): string
  /** README.txt. @param outcome null of an analysis that a laboratory added */
  readme(facts: ReadmeFacts): string
}

interface ReportOf {
  study: Pick<Study, 'id' | 'name' | 'report'> | { id: string; name: string; report: null }
  analysis: Omit<ReturnType<typeof outcomeFacts>, 'id' | 'finishedAt'> & {
    id: number | string
    finishedAt: Date | null
  }
  inspection: Awaited<ReturnType<typeof readInspection>>
}

interface ReadmeFacts {
  facts: (readonly [name: string, value: string])[]
  /** All files of the archive. */
  list: string
  outcome: AnalysisOutcome | null
}

interface Incomplete extends ReportOf {
  program: Result['program']
  /** Null of an analysis that a laboratory added. */
  outcome: AnalysisOutcome | null
  outputs: (OutputFile & { file: Blob })[]
  /** Files of the archive that are no outputs. */
  others?: Described[]
}

/**
 * The outputs of a result as they lie in an archive: in their folders, with figures, the report, and README.txt of all files in the
 * archive. What a laboratory's analysis has written stays as it is.
 */
export async function completeArchive(
  { study, analysis, inspection, program, outcome, outputs, others = [] }: Incomplete,
  texts: ArchiveTexts,
): Promise<ArchivedFile[]> {
  if (!outcome && outputs.some(({ name }) => name === 'README.txt')) return outputs
  const results = outputs
    .filter(({ name }) => name !== 'README.txt')
    .map(({ group, ...output }) => ({ ...output, name: group ? `${group}/${output.name}` : output.name }))
  if (outcome) {
    const text = texts.report({ study, analysis, inspection, outcome, style: reportStyle })
    const figures: ArchivedFile[] = []
    const names = outcome.result.models.map(model => model.name)
    for (const figure of texts.figures(outcome, drawingStyle)) figures.push(...(await filesOf(figure, names)))
    results.unshift(madeFile('paper/report.html', meaningOf('report.html'), text), ...figures)
  }
  const list = listFiles([
    ...(await Promise.all(results.map(withColumns))),
    described('README.txt'),
    ...others,
  ])
  const readme = texts.readme({
    facts: [
      ['Study', study.name],
      ['Analysis', analysis.name],
      ...(analysis.finishedAt ? [['Finished', analysis.finishedAt.toISOString()] as const] : []),
      ['Program', programText(program)],
    ],
    list,
    outcome,
  })
  return [...results, madeFile('README.txt', meaningOf('README.txt'), readme)]
}

/** A figure as the drawing that can be edited, as PDF to send in, and as its values. */
async function filesOf(
  { name, title, caption, drawings, table }: ArchivedFigure,
  models: string[],
): Promise<ArchivedFile[]> {
  const path = `paper/figures/${name}`
  const { mm, svg } = drawings.at(-1)!
  const files = [madeFile(`${path}.svg`, `${title}, ${mm} mm wide. ${caption}`, svg)]
  const note = models.some(name => otherScripts.test(name))
    ? '; models with names in other scripts are called by their row in weights.csv'
    : ''
  for (const { mm, svg } of drawings)
    files.push(
      madeFile(
        `${path}-${mm}mm.pdf`,
        `the same as PDF, ${mm} mm wide${note}`,
        await figurePdf(svg, title, models),
      ),
    )
  if (table) files.push(madeFile(`${path}.csv`, `the values in ${name}.svg`, csvText(table)))
  return files
}

/** That the font of a PDF has no letters of. */
const otherScripts =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Common}]/u

const columnsMax = 40

/** A table with the names of its columns, which tell their units. */
async function withColumns({ name, meaning, file }: ArchivedFile): Promise<Described> {
  if (!name.endsWith('.csv')) return { name, meaning }
  const [head = ''] = (await file.slice(0, 10_000).text()).split('\n', 1)
  const columns = head.split(',')
  const more = columns.length > columnsMax ? ', ...' : ''
  return { name, meaning, columns: `${columns.slice(0, columnsMax).join(', ')}${more}` }
}

const csvText = (table: (string | number)[][]) => `${table.map(csvLine).join('\n')}\n`

export const described = (name: string): Described => ({ name, meaning: meaningOf(name) })

function madeFile(name: string, meaning: string, content: string | Uint8Array<ArrayBuffer>): ArchivedFile {
  const file = new Blob([content])
  return { name, meaning, bytes: file.size, file }
}
