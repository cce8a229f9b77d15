import { type Fault, type FaultCode, fault, refusal } from '../faults/index.ts'
import { ln } from '../numeric/elementary.ts'
import {
  beginsAtZero,
  isCalculated,
  isErrorFirst,
  isErrorOf,
  isResolution,
  orderOf,
  relativeByScatter,
  tracks,
} from './columnEvidence.ts'
import type { CurveTable, DataRow } from './curveTable.ts'

/** Where in a row each quantity stands; -1 where the file has none. */
export interface ColumnRoles {
  q: number
  intensity: number
  sigma: number
  /** The resolution of q, as files of neutrons have it. */
  dq: number
}

export interface ColumnReading {
  roles: ColumnRoles
  /** Errors are a share of the intensity, and are multiplied by it and by this; null where they are absolute. */
  relative: number | null
  /** By what the resolution of q is multiplied to be a standard deviation: widths are given at half height too. */
  dqShare: number
  /** Whether the file is a fit of a program, of which the measured columns are taken. */
  isFit: boolean
  warnings: Fault<FaultCode>[]
}

type Role = keyof ColumnRoles | 'fit' | 'relative' | 'angle' | 'transformed' | 'row'

const roleWords: [Role, RegExp][] = [
  ['relative', /^(?:rel.*|d?i(?:err)?\/i.*|%.*|percent.*|.*rel(?:ative)?_?err.*)$/],
  [
    'angle',
    /^(?:2?_?th(?:eta)?(?:_.*)?|two_?theta.*|2theta.*|tth.*|2th.*|2θ|angles?|degrees?|channel|pixels?|frames?|time)$/,
  ],
  ['transformed', /^(?:q(?:\^|\*\*)?2.*|q²|q_?sq.*|(?:log|ln|lg)(?:10|e)?(?:_.*)?|i_?[*·x]_?q.*)$/],
  [
    'dq',
    /^(?:d_?qw?|.*fwhm.*|(?:sigma|sig|delta|err|res|std)_?q.*|q_?(?:err|errors?|res|resolution|sigma|dev|std|unc.*)|resolution|s_?q|qdev|dqw)$/,
  ],
  ['fit', /^(?:i?_?fit.*|i_?th|.*model.*|i?_?calc.*|i_?mod|i_?theor.*|theor.*|i?_?sim.*|reg|j_?reg|i_?reg)$/],
  [
    'sigma',
    /^(?:e|err|errors?|sigma|sig|sd|se|std|stdev|std\.?_?dev.*|std\.?_?err.*|d_?i|(?:err|error|sigma|sig|delta|std|unc)_?i.*|i_?(?:err|errors?|sigma|dev|std|unc.*)|(?:exp|intensity)_?(?:err.*|sigma|std|unc.*)|idev|uncertainty|unc|fehler|σ|±|δi)$/,
  ],
  ['q', /^(?:q.*|h|k|s_?exp|scattering_?vector|momentum.*)$/],
  [
    'intensity',
    /^(?:i|i_?q|int|intens.*|i_?exp.*|exp_?int.*|j_?exp|y|cross_?section.*|i_?(?:mean|sub|obs|s|abs|sample|corr.*)|signal|iof.?q|counts?)$/,
  ],
  ['row', /^(?:|index|idx|no\.?|n|id|point|row|#)$/],
]

/** 4 pi sin(theta)/lambda, where a head says that s is q. */
const momentumTransfer = /4\s*(?:[*·×]\s*)?(?:pi|π)/i

/** In front s is q, as the ATSAS programs call it; behind the intensity it is an error. */
function roleOf(name: string, column: number): Role | undefined {
  if (name === 's') return column > 0 ? 'sigma' : 'q'
  return roleWords.find(([, words]) => words.test(name))?.[0]
}

/**
 * Finds which columns are q, intensity, error and resolution: by their names where the file has them, else by what
 * they hold. What cannot be a measured curve is refused by what it is.
 * @throws FaultError for a fit without errors, a calculated profile, a scattering angle instead of q
 */
export function readColumns(table: CurveTable, file: string): ColumnReading {
  const { rows, names } = table
  const width = widthOf(rows, file)
  const place = { file, line: rows[0]!.line }
  const named = names?.length === width ? names.map(roleOf) : []
  refuseOtherNames(named, names, place)
  refuseSideBySide(rows, width, place)
  const isSaid = isOfProgram(table, file)
  const byName = columnsByName(table, named)
  const isNamed = byName.roles.q >= 0 && byName.roles.intensity >= 0
  if (byName.roles.q >= 0 && byName.roles.intensity < 0 && byName.fit >= 0)
    throw refusal('curve.calculated', {}, place)
  const { roles, fit, relative } = isNamed
    ? completed(table, named, byName)
    : columnsByContent(table, width, isSaid, byName)
  const isFit = fit >= 0
  if (isFit && roles.sigma < 0) throw refusal('curve.fit_without_errors', {}, place)
  const isProfile = isFoxs(table) || isCalculated(rows, roles, isSaid)
  if (!isFit && relative === null && isProfile) {
    if (isFoxs(table) || isSaid || beginsAtZero(rows, roles)) throw refusal('curve.calculated', {}, place)
    throw refusal('curve.not_errors', { column: roles.sigma + 1 }, place)
  }
  const dqShare = table.header.some(({ text }) => /fwhm/i.test(text)) ? perFwhm : 1
  return { roles, relative, dqShare, isFit, warnings: warningsOf(table, roles, { isNamed, isFit, file }) }
}

/** Columns as far as they are known: their roles, the one that holds a fitted curve (-1 for none), and `relative` of `ColumnReading`. */
interface Columns extends Pick<ColumnReading, 'roles' | 'relative'> {
  fit: number
}

type Place = { file: string; line: number }

/** Refuses a scattering angle in place of q, and a logarithm, a power or a product in place of q or the intensity. */
function refuseOtherNames(named: (Role | undefined)[], names: string[] | null, place: Place): void {
  if (named[0] === 'angle') throw refusal('curve.angle', { name: names![0]! }, place)
  const transformed = named.slice(0, 2).indexOf('transformed')
  if (transformed >= 0)
    throw refusal('curve.transformed', { name: names![transformed]!, column: transformed + 1 }, place)
}

/** The columns whose names say what they are. Of several intensities the subtracted one is taken. */
function columnsByName({ rows, names }: CurveTable, named: (Role | undefined)[]): Columns {
  const at = (role: Role) => named.indexOf(role)
  const roles: ColumnRoles = { q: at('q'), intensity: at('intensity'), sigma: at('sigma'), dq: at('dq') }
  const subtracted = named.findIndex((role, k) => role === 'intensity' && /sub|corr|net/.test(names![k]!))
  if (subtracted >= 0) roles.intensity = subtracted
  const relative = at('relative') >= 0 ? shareOf(rows, at('relative')) : null
  if (relative !== null) roles.sigma = at('relative')
  return { roles, fit: at('fit'), relative }
}

/** The same with errors and resolution where their names are not known: a name stands where an error would, or values are a resolution. */
function completed({ rows }: CurveTable, named: (Role | undefined)[], byName: Columns): Columns {
  const { fit } = byName
  const roles = { ...byName.roles }
  if (roles.sigma < 0 && fit < 0)
    roles.sigma = named.findIndex((role, column) => role === undefined && column > roles.intensity)
  if (roles.dq < 0)
    roles.dq = named.findIndex(
      (role, column) =>
        column > roles.sigma && (role === undefined || role === 'sigma') && isResolution(rows, roles, column),
    )
  const relative = byName.relative ?? (roles.sigma >= 0 ? relativeByScatter(rows, roles) : null)
  return { roles, fit, relative }
}

/** The columns of a table whose names do not tell q and intensity: by what they hold, in the usual order unless that speaks against it. */
function columnsByContent(table: CurveTable, width: number, isSaid: boolean, byName: Columns): Columns {
  const { rows } = table
  const [q, intensity, third, fourth] = orderOf(rows, width)
  const roles: ColumnRoles = { q: q!, intensity: intensity!, sigma: third ?? -1, dq: -1 }
  let { fit, relative } = byName
  const last = fourth ?? -1
  if (roles.sigma >= 0 && tracks(rows, roles.intensity, roles.sigma)) {
    fit = roles.sigma
    roles.sigma = last >= 0 && isErrorOf(rows, roles.intensity, last) ? last : -1
  } else if (last >= 0 && tracks(rows, roles.intensity, last)) fit = last
  else if (last >= 0 && (table.format === 'NIST' || isResolution(rows, roles, last))) roles.dq = last
  if (roles.sigma >= 0 && fit < 0) relative = relativeByScatter(rows, roles)
  const mayBeSwapped =
    roles.sigma >= 0 && fit < 0 && relative === null && !isSaid && !beginsAtZero(rows, roles)
  if (mayBeSwapped && isErrorFirst(rows, roles))
    [roles.intensity, roles.sigma] = [roles.sigma, roles.intensity]
  return { roles, fit, relative }
}

/** What the owner of a curve should know of how its columns were taken. */
function warningsOf(
  { rows, names, header, format }: CurveTable,
  roles: ColumnRoles,
  { isNamed, isFit, file }: { isNamed: boolean; isFit: boolean; file: string },
): Fault<FaultCode>[] {
  const warnings: Fault<FaultCode>[] = []
  const isSwapped = roles.intensity < roles.q || (roles.sigma >= 0 && roles.sigma < roles.intensity)
  if (!isNamed && isSwapped)
    warnings.push(
      fault('curve.columns_swapped', { q: roles.q + 1, intensity: roles.intensity + 1 }, { file }),
    )
  const saysWhat = header.some(({ text }) => momentumTransfer.test(text))
  if (isNamed && names?.[roles.q] === 's' && !saysWhat) warnings.push(fault('curve.s_as_q', {}, { file }))
  if (isFit) warnings.push(fault('curve.fit_file', {}, { file }))
  if (format === 'NIST' && isSlitSmeared(rows)) warnings.push(fault('curve.slit_smeared', {}, { file }))
  if (roles.sigma < 0 && beginsAtZero(rows, roles)) warnings.push(fault('curve.from_zero', {}, { file }))
  return warnings
}

/** The standard deviation of a Gaussian over its full width at half its height. */
const perFwhm = 1 / Math.sqrt(8 * ln(2))

/** NIST marks the height of a slit by a negative sigmaQ. */
const isSlitSmeared = (rows: DataRow[]) => rows.every(({ values }) => values[3]! < 0)

/** Refuses a table of several curves, each with the same q in a column of its own. */
function refuseSideBySide(rows: DataRow[], width: number, place: Place): void {
  const again = [2, 3].find(
    column =>
      column < width - 1 && rows.every(({ values }) => values[column] === values[0] && values[0]! >= 0),
  )
  if (again !== undefined && rows.length > 2)
    throw refusal('curve.side_by_side', { column: again + 1 }, place)
}

/** Of a line of the head so many characters say which program wrote it. */
const wordsMax = 1000

/** Whether head or ending name a program that calculates profiles. */
function isOfProgram({ header, rows }: CurveTable, file: string): boolean {
  const head = header.filter(({ line }) => line < rows[0]!.line).map(({ text }) => text.slice(0, wordsMax))
  return (
    /\.(?:int|abs)$/i.test(file) ||
    head.some(text => /\b(?:crysol|cryson|foxs|pepsi-?saxs|waxsis|ausaxs)\b/i.test(text)) ||
    head.some(text => /\b(?:theoretical|calculated)\b.*\b(?:intensit|curve|profile|scattering)/i.test(text))
  )
}

/** The head that FoXS writes above a profile, and above the columns of a fit. */
const isFoxs = ({ header }: CurveTable) =>
  header.some(({ text }) => /SAXS profile: number of points/.test(text))

/** The fewest columns of any row. A row of two among rows with errors was cut off, or a value between commas is missing. */
function widthOf(rows: DataRow[], file: string): number {
  const short = rows.filter(row => row.values.length < 3)
  if (short.length > 0 && short.length < rows.length / 2)
    throw refusal('curve.short_row', {}, { file, line: short[0]!.line })
  return rows.reduce((least, row) => Math.min(least, row.values.length), Number.POSITIVE_INFINITY)
}

/** By what relative errors are multiplied to be shares: 1, or 0.01 where they are per cent. */
function shareOf(rows: DataRow[], column: number): number {
  const values = rows.map(row => row.values[column]!).filter(value => value > 0)
  values.sort((a, b) => a - b)
  return values[values.length >> 1]! > 1 ? 0.01 : 1
}
