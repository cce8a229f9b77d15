import {
  asSentence,
  counted,
  type Fault,
  type FaultKind,
  type FaultPlace,
  type FaultReason,
  faultKinds as fileKinds,
  note,
  placeInFront,
  problem,
  warning,
} from '#src/ensemble/faults/index.ts'
import { AppError, type MistakeKind } from '../errors.ts'

const unreadAdvice =
  'Write trajectories as XTC or DCD, for example with cpptraj, mdconvert or MDAnalysis, and models as PDB or mmCIF.'

/** What can be wrong with an upload as a whole: its files before they are read, archives, and what is compared. */
const uploadKinds = {
  'upload.wrong_ending': problem<{ name: string; endings: string }>(
    'bad_options',
    ({ name, endings }) => `${name} must end in ${endings}`,
    'Choose a file in one of these formats.',
  ),
  'upload.empty': problem<{ name: string }>(
    'bad_options',
    ({ name }) => `${name} is empty`,
    'It may have been cut off while it was saved or copied: save it again.',
  ),
  'upload.too_large': problem<{ name: string; size: string; most: string }>(
    'too_large',
    ({ name, size, most }) => `${name} has ${size}; this server takes up to ${most}`,
    'Pack structures as .zip, which makes them three times smaller, or choose fewer models, for example every second one.',
  ),
  'upload.same_file': problem<{ twin: string }>(
    'bad_options',
    ({ twin }) => `this is the same file as the ${twin}`,
    'Choose three different files.',
  ),
  'upload.archive_among_files': problem<{ name: string }>(
    'bad_options',
    ({ name }) => `${name} is an archive`,
    'Choose it alone, or choose only structure files.',
  ),
  'accession.unknown': problem<{ field: string }>(
    'bad_options',
    ({ field }) =>
      field === 'curve'
        ? 'this is no code of SASBDB, such as SASDJG5'
        : 'this is neither a PDB code, such as 1D3Z, nor a UniProt accession, such as P0DP23',
    'Check the code, or choose a file.',
  ),
  'accession.not_found': problem<{ id: string; archive: string }>(
    'bad_options',
    ({ id, archive }) => `${archive} has no file of an entry ${id}`,
    'Check the code on the page of the archive, or choose a file.',
  ),
  'accession.too_large': problem<{ id: string; archive: string; megabytes: number }>(
    'too_large',
    ({ id, archive, megabytes }) => `the file of ${id} in ${archive} is larger than ${megabytes} MB`,
    'Download it yourself, and upload the models that you need.',
  ),
  'accession.unreachable': problem<{ id: string; archive: string; cause: string }>(
    'bad_options',
    ({ id, archive, cause }) => `${id} could not be fetched: this server cannot reach ${archive} (${cause})`,
    'Try again later, or download the file yourself and choose it below.',
  ),
  'archive.damaged': problem<{ name: string; cause: string }>(
    'bad_library',
    ({ name, cause }) => `${name} is damaged and could not be unpacked (${cause})`,
    'Pack it again, and check that the copy is as large as the original.',
  ),
  'archive.encrypted': problem<{ name: string }>(
    'bad_library',
    ({ name }) => `${name} is encrypted`,
    'Pack it again without a password.',
  ),
  'archive.too_many_files': problem<{ name: string; most: number }>(
    'too_large',
    ({ name, most }) => `${name} holds more than ${most} files`,
    'Take every second or every tenth model of the library.',
  ),
  'archive.too_large': problem<{ name: string; megabytes: number }>(
    'too_large',
    ({ name, megabytes }) => `the files inside ${name} are larger than ${megabytes} MB together`,
    'Leave out waters, or take every second model of the library.',
  ),
  'archive.not_an_archive': problem<{ name: string }>(
    'bad_library',
    ({ name }) => `${name} is neither an archive (.zip, .tar.gz) nor a structure file (.pdb, .cif)`,
    'Choose a .zip, a .tar.gz, or one PDB or mmCIF file.',
  ),
  'archive.no_structures': problem<{ name: string }>(
    'bad_library',
    ({ name }) =>
      `${name} holds no structure file; models end in .pdb, .ent, .cif or .mmcif, also with .gz behind`,
    'Pack the PDB or mmCIF files themselves, not links or another archive.',
  ),
  'archive.ignored': note<{ files: number; names: string[] }>(
    ({ files, names }) =>
      `${counted(files, 'file')} of the archive ${files === 1 ? 'is' : 'are'} no model and ${files === 1 ? 'is' : 'are'} not used: ${names.join(', ')}${files > names.length ? ' and others' : ''}`,
  ),
  'library.unread_format': problem<{ name: string }>(
    'bad_library',
    ({ name }) => `${name} is in a format of models or trajectories that is not read here`,
    unreadAdvice,
  ),
  'archive.unread': warning<{ names: string[] }>(
    ({ names }) =>
      `${names.join(', ')} ${names.length === 1 ? 'holds' : 'hold'} models or frames in a format that is not read, and ${names.length === 1 ? 'is' : 'are'} not used`,
    unreadAdvice,
  ),
  'library.one_model': note(
    () =>
      'the library holds one model: there is nothing to weigh, and its weight will be 1 whatever the curve says',
    'Upload several conformations, for example frames of a simulation, to infer an ensemble.',
  ),
  'archive.no_tables': problem<{ name: string }>(
    'bad_shifts',
    ({ name }) => `${name} holds no table (.csv, .txt or .dat)`,
    'Pack the tables themselves, not links or another archive.',
  ),
  'curve.too_large': problem<{ megabytes: number }>(
    'too_large',
    ({ megabytes }) => `the file is larger than ${megabytes} MB, which is more than a curve takes`,
    'Choose the averaged, subtracted curve, not an image.',
  ),
  'curve.twice': problem<{ first: string }>(
    'bad_options',
    ({ first }) => `it has the points of ${first}: one measurement would count twice`,
    'Choose each curve once.',
  ),
  'profiles.several_curves': problem<{ curves: number; tables: number }>(
    'bad_options',
    ({ curves, tables }) =>
      `each curve needs a table of profiles of its own, and this upload has ${counted(curves, 'curve')} and ${counted(tables, 'table')}`,
    'Choose a table for each curve, with a row for each of its points, or upload the models, whose profiles are then calculated.',
  ),
  'curve.points_beyond': note<{ beyond: number; points: number; qMax: number }>(
    ({ beyond, points, qMax }) =>
      `${beyond} of ${counted(points, 'point')} lie beyond q = ${qMax} 1/Å, where no calculated profile is exact: they are not used unless an analysis asks for a larger q`,
  ),
  'curve.few_points': warning<{ used: number; channels: number | null }>(
    ({ used, channels }) =>
      `only ${counted(used, 'point')} can be used${channels !== null && used < channels ? `, fewer than the ${Math.round(channels)} independent numbers that their range of q can hold` : ''}: a fit of this few points says little`,
    'Take the curve before it was binned, and check the unit of q.',
  ),
  'curve.no_guinier': warning(
    () => 'there is no straight Guinier range at low q, so Rg and I(0) are not known from the curve alone',
    'Check the buffer subtraction and the first points. The analysis itself does not need the range.',
  ),
  'curve.errors_small': warning<{ scatter: number }>(
    ({ scatter }) =>
      `the scatter of the points is ${scatter.toFixed(1)} times their errors: the errors are too small`,
    'An analysis infers by how much, and widens its intervals; export the curve with its experimental errors if you can.',
  ),
  'curve.errors_large': warning<{ scatter: number }>(
    ({ scatter }) =>
      `the scatter of the points is only ${scatter.toPrecision(2)} times their errors: the curve was smoothed, or the errors are too large`,
    'An analysis infers by how much. Use the curve before smoothing or regularisation if it was smoothed.',
  ),
  'curve.noiseless': warning(
    () => 'the points have no noise: the curve was calculated or smoothed',
    'An analysis takes its errors as stated, and its intervals are only as right as these are. Use the measured curve, before smoothing or regularisation, if there is one.',
  ),
  'curve.many_negative': warning<{ percent: number }>(
    ({ percent }) => `${percent} % of the intensities are negative`,
    'Check that not too much buffer was subtracted, and that the second column is I(q) and not its logarithm.',
  ),
  'curve.starts_late': warning<{ q: number; dmax: number }>(
    ({ q, dmax }) =>
      `the curve begins at q = ${short(q)} 1/Å; to see ${Math.round(dmax)} Å, the size of the largest model, it should begin below ${short(Math.PI / dmax)}`,
    'Keep the points nearest to the beam stop if they are good. With this curve, the largest models are hard to distinguish.',
  ),
  'curve.rg_outside': warning<{ rg: number; least: number; most: number }>(
    ({ rg, least, most }) =>
      `the Rg of the curve, ${rg.toFixed(1)} Å, lies outside those of the models with their hydration shells, ${range(least, most)} Å: no mixture of these models can have it`,
    'Check the unit of q, and that it is 4π sin(θ)/λ, not 2 sin(θ)/λ; otherwise sample wider, or look for aggregation in the sample.',
  ),
  'curve.rg_above': warning<{ rg: number; most: number }>(
    ({ rg, most }) =>
      `the Rg of the curve, ${rg.toFixed(1)} Å, is above that of every model, at most ${most.toFixed(1)} Å, and to neutrons a hydration shell makes hardly any of them larger: no mixture of these models has it`,
    'Check the unit of q and what the sample holds: another state, an oligomer or aggregates.',
  ),
  'curve.few_channels': note<{ models: number; channels: number }>(
    ({ models, channels }) =>
      `${counted(models, 'model')} against about ${Math.round(channels)} independent numbers in the curve: single weights will be uncertain, groups of like models less so`,
  ),
}

const kinds = { ...fileKinds, ...uploadKinds }

/** Every code of a fault that an upload can have. */
export type UploadFaultCode = keyof typeof kinds
export const uploadFaultCodes = Object.keys(kinds) as UploadFaultCode[]

type OwnCode = keyof typeof uploadKinds
type OwnValues<Code extends OwnCode> = Parameters<(typeof uploadKinds)[Code]['sentence']>[0]
export type UploadFault = Fault<UploadFaultCode>

/** A fault of the table above. */
export function uploadFault<Code extends OwnCode>(
  code: Code,
  values: OwnValues<Code>,
  place: FaultPlace = {},
): UploadFault {
  return { code, values: values as Fault['values'], ...place }
}

/** How grave a fault is, what it is and what to do about it: two sentences for people. */
export function describeFault({ code, values }: UploadFault) {
  const { level, sentence } = kinds[code] as FaultKind<never>
  return { level, message: asSentence(sentence(values as never)), advice: adviceOf(code) }
}

/** What to do about a fault of this kind; empty where nothing needs to be done. */
export const adviceOf = (code: UploadFaultCode): string => kinds[code].advice

/** The fault with its place and what to do about it, as one text for the field of a form. */
export function sentencesOf(fault: UploadFault): string {
  const { message, advice } = describeFault(fault)
  return `${placeInFront(fault)}${message} ${advice}`.trimEnd()
}

/** An upload that is refused before its files are read. */
export class UploadError extends AppError {
  constructor(readonly fault: UploadFault) {
    super(mistakeOf(kinds[fault.code].reason), sentencesOf(fault))
  }
}

/** Refuses an upload. */
export function uploadRefusal<Code extends OwnCode>(code: Code, values: OwnValues<Code>): UploadError {
  return new UploadError(uploadFault(code, values))
}

const mistakeOf = (reason: FaultReason | null): MistakeKind =>
  reason === 'too_large' ? 'too_large' : 'invalid'

const range = (least: number, most: number) =>
  least === most ? least.toFixed(1) : `${least.toFixed(1)} to ${most.toFixed(1)}`
const short = (x: number) => String(Number(x.toPrecision(2)))
