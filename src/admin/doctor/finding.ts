/** One thing that is wrong. `repair` names what `--fix` may do about it: only what cannot lose anyone's work. */
export interface DoctorFinding {
  area:
    | 'address'
    | 'user'
    | 'database'
    | 'folders'
    | 'files'
    | 'disk'
    | 'backups'
    | 'workers'
    | 'methods'
    | 'cluster'
    | 'mail'
    | 'versions'
    | 'clock'
  grave: boolean
  message: string
  repair?: Repair
}

export type Repair =
  | { kind: 'protect database' | 'make ballast' | 'empty incoming' }
  | { kind: 'make folder'; path: string }
  | { kind: 'set aside' | 'remove leftovers'; paths: string[] }
  | { kind: 'fail analyses'; ids: number[] }

export const problem = (area: DoctorFinding['area'], message: string, repair?: Repair): DoctorFinding => ({
  area,
  grave: true,
  message,
  repair,
})
export const note = (area: DoctorFinding['area'], message: string, repair?: Repair): DoctorFinding => ({
  area,
  grave: false,
  message,
  repair,
})
