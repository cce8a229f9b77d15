import { inSymbols } from '../ui/symbols.ts'
import { TermList } from '../ui/termList.tsx'

export interface DownloadKind {
  name: string
  meaning: string
}

/** What can be downloaded in addition to the files of a result. */
const others: [id: string, name: string, text: string][] = [
  [
    'archive',
    'All files of a result (.zip)',
    'Everything listed above at once, in folders: for the paper, with report and figures; structures; for programs; your input files and the settings. README.txt lists each file with its columns and units, describes the methods and says what to cite.',
  ],
  ['parameters', 'parameters.json', 'The settings of an analysis, to fill in the form again.'],
  [
    'plots',
    'A plot (.svg, .pdf, .png, .csv)',
    'From “Save” under each plot: as a drawing at the width of one or two columns (85 or 175 mm), as a picture of 300 or 600 dpi, or as its numbers. PDF holds lines and letters with their font; models whose names are in a script that it lacks, such as Chinese or Arabic, are called there by their row in weights.csv.',
  ],
  [
    'report',
    'The report (print, or save as PDF)',
    'What the guidelines for publishing ask for, filled in as far as the server knows, with a paragraph on the methods and the references.',
  ],
  ['study', 'The files of a study', 'As you uploaded them, from the list of studies.'],
  ['account', 'Your data (.zip)', 'All data stored about you, under Account.'],
]

export function HelpDownloads({ files }: { files: DownloadKind[] }) {
  return (
    <TermList
      terms={[
        ...files.map(({ name, meaning }) => ({
          id: `file-${name}`,
          name,
          text: inSymbols(`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`),
        })),
        ...others.map(([id, name, text]) => ({ id: `download-${id}`, name, text })),
      ]}
    />
  )
}
