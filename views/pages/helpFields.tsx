import { blanks } from '../analyses/reportBlanks.ts'
import type { SettingView } from '../analyses/settingInput.tsx'
import { fieldTips } from '../ui/fieldTips.ts'
import { helpOfName } from '../ui/nameLimits.ts'
import { type Term, TermList } from '../ui/termList.tsx'

type Field = [name: string, label: string, what?: string]

/** Every field of every form, where it is: its label, what it asks for where that is not plain, and its tooltip. */
const forms: { title: string; fields: Field[] }[] = [
  {
    title: 'Of a study',
    fields: [
      ['name', 'Name', helpOfName('among your studies, or among the analyses of the study')],
      ['curve', 'Experimental curve', 'The file with q, I(q) and its error.'],
      ['library', 'Structural library', 'The models, as an archive or in one file.'],
      [
        'curveAccession',
        'SASBDB code of the curve',
        'An entry of SASBDB, such as SASDJG5, whose curve is fetched.',
      ],
      [
        'libraryAccession',
        'PDB code or UniProt accession',
        'An entry of the PDB, or a protein whose prediction in AlphaFold DB is fetched.',
      ],
      ['profiles', 'Calculated profiles', 'A table used instead of the profiles that the server calculates.'],
      ['unit', 'Unit of q', '1/Å or 1/nm, detected from the file unless you choose it.'],
      [
        'place',
        'What another curve is',
        'Put in the place of one, or fitted together with those that are there.',
      ],
      ['first', 'First frame', 'Of a trajectory, counted from 0 as in VMD, MDAnalysis and MDTraj.'],
      ['last', 'Last frame', 'Of a trajectory; empty for the last there is.'],
      ['every', 'Every n-th frame', 'Of a trajectory: 10 takes one frame of ten.'],
      [
        'unitSure',
        'q is in this unit all the same',
        'Asked where the evidence speaks against the unit that was chosen.',
      ],
      ['leaveOut', 'Leave out the first points', 'Offered where the curve leaves the Guinier line at low q.'],
      [
        'scaleErrors',
        'Multiply the errors',
        'Offered where the points scatter more or less than their errors say.',
      ],
      ['confirmation', 'Type its name to confirm', 'Asked before a study with results is deleted.'],
    ],
  },
  {
    title: 'Settings of an analysis as JSON',
    fields: [
      [
        'json',
        'Parameters as JSON',
        'All settings of another analysis at once, from “Copy as JSON” in its list.',
      ],
      ['jsonFile', 'Or upload a JSON file', 'The same, from the file parameters.json of an analysis.'],
    ],
  },
  {
    title: 'Energies, properties, observables and chemical shifts of an analysis',
    fields: [
      [
        'energies',
        'Energies of the models',
        'One number per model in any unit, in the order of the library.',
      ],
      ['keepEnergies', 'Use the energies again', 'When an analysis is run again.'],
      [
        'properties',
        'Properties of the models',
        'A line of column names, with units in brackets, then one line per model.',
      ],
      ['keepProperties', 'Use the properties again', 'When an analysis is run again.'],
      [
        'observables',
        'Observables',
        'A line of column names, then one line per measurement, with a column per model.',
      ],
      ['keepObservables', 'Use the observables again', 'When an analysis is run again.'],
      ['shifts', 'Measured chemical shifts', 'NMR-STAR, or lines of residue, atom, shift and error in ppm.'],
      ['shiftsSimulated', 'Calculated chemical shifts', 'The files of SHIFTX2 in an archive, or a table.'],
      ['shiftsRms', 'Errors of the calculation', 'The typical error of the predictor of a table, in ppm.'],
      ['keepShifts', 'Use the shifts again', 'When an analysis is run again.'],
    ],
  },
  {
    title: 'Several values of a setting at once',
    fields: [
      ['setting', 'Setting', 'Of an analysis, to be varied.'],
      ['values', 'Values', 'Up to 12; an analysis is started for each.'],
    ],
  },
  {
    title: 'Of an account',
    fields: [
      ['email', 'E-mail'],
      ['firstName', 'First name'],
      ['lastName', 'Last name'],
      ['institution', 'Institution'],
      ['message', 'What you want to use it for'],
      ['question', 'Your question', 'On the contact page, where the site publishes no address.'],
      ['password', 'Password'],
      ['newPassword', 'New password'],
      ['endOthers', 'Sign me out everywhere else'],
      ['code', 'Code'],
      ['remember', 'Keep me signed in on this device'],
      ['tokenName', 'Name of an API token', '1 to 50 characters.'],
      ['scope', 'What a token may do', 'Read, submit or manage; each includes the one before.'],
      ['tokenDays', 'Days until it expires', '1 to 365.'],
      ['shareName', 'Name of a link to a result', '1 to 50 characters.'],
      ['shows', 'What a link shows', 'The result with its files, without them, or without names too.'],
      ['shareDays', 'Days until a link expires', '1 to 365.'],
    ],
  },
  {
    title: 'Of the administration',
    fields: [
      ['mode', 'Who may open an account'],
      ['domain', 'Domain or address'],
      ['emails', 'E-mail addresses', 'Of people to invite.'],
      ['archive', 'Archive', 'Of a method to install.'],
      ['role', 'Who may start it', 'Of a method.'],
      ['siteName', 'Name of the site'],
      ['operator', 'Operator and data controller'],
      ['hosting', 'Place of the data'],
      ['contact', 'Contact address', 'Shown on the contact page.'],
      ['factorGraceDays', 'Administrators may go without a second factor for'],
      ['idleMinutes', 'A session ends unused after'],
      ['retentionDays', 'A study is kept after its last use for'],
      ['guests', 'Who may work without an account'],
      ['guestsMax', 'People at a time, at most'],
      ['guestDays', 'Their studies are kept for'],
      ['guestUploadMb', 'Largest upload'],
      ['answer', 'Message to the person'],
      ['banner', 'Banner on every page'],
      ['until', 'Shown until'],
      ['access', 'Access'],
    ],
  },
]

export function HelpFields({ settings }: { settings: SettingView[] }) {
  return (
    <>
      <details class="more">
        <summary>Settings of an analysis</summary>
        <TermList
          terms={settings.map(({ name, label, help, tip }) => ({
            id: `field-${name}`,
            name: label,
            text: `${help} ${tip}`,
          }))}
        />
      </details>
      {forms.map(({ title, fields }) => (
        <details class="more">
          <summary safe>{title}</summary>
          <TermList terms={fields.map(termOf)} />
        </details>
      ))}
      <details class="more">
        <summary>Publication report</summary>
        <p>Facts that the server cannot know. They are saved with the study, for all of its analyses.</p>
        <TermList
          terms={Object.entries(blanks).map(([key, { name, tip }]) => ({
            id: `report-${key}`,
            name,
            text: tip,
          }))}
        />
      </details>
    </>
  )
}

const termOf = ([name, label, what]: Field): Term => ({
  id: `field-${name}`,
  name: label,
  text: [what, Object.hasOwn(fieldTips, name) ? fieldTips[name] : ''].filter(Boolean).join(' '),
})
