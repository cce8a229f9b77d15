/** What the columns of JSON in schema.ts hold. */

/**
 * A calculation that outlives the worker that started it, on a cluster: which executor has it, the lease that names it, and
 * where it stood when it was last heard of. A later worker takes it up again by this.
 */
export interface ExecutionRef {
  executor: string
  lease: number
  /** The number that the cluster gave it. */
  id?: string
  /** Whether it waits there or runs, on which node, and what it waits for. */
  state?: string
  node?: string
  why?: string
}

/** Any value that survives JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What an administrator allows one person beyond (or below) the site's limits; absent means the site's. */
export interface Limits {
  studiesMax?: number
  analysesMax?: number
  runningMax?: number
  uploadBytesMax?: number
  storageBytesMax?: number
}

/** A file of an upload: a name of ours in the draft's folder, and its owner's name for it. */
export interface DraftFile {
  path: string
  name: string
  bytes: number
  /** Which frames of its trajectories are models; absent where that was not chosen. */
  frames?: { first: number; last: number | null; every: number }
  /** The entry of a public archive that it is fetched from. */
  accession?: { archive: 'pdb' | 'alphafold' | 'sasbdb'; id: string }
  /** What its owner said of how models are read; see studies/reading.ts. */
  reading?: { keepSolvent?: boolean; acceptUnusual?: boolean }
}

/** A file or folder of a study, by the input of its method that it was uploaded for. */
export interface StudyInput {
  /** `curve`, `library` and `profiles` of the built-in method; another method's are named in its manifest. */
  input: string
  /** The input as pages name it. */
  label: string
  /** What its owner calls it: data, never a path. */
  name: string
  /** In the folder of the study or draft. */
  path: string
  bytes: number
}

/** Of the built-in method: how many points of all curves and how many models it holds, and how its analyses begin. */
export interface StudyDetails {
  points?: number
  models?: number
  skipVariational?: boolean
}

export interface DraftFiles {
  curve: DraftFile
  /** Further curves of the same ensemble; absent without any. */
  more?: DraftFile[]
  library: DraftFile | null
  profiles: DraftFile | null
  /** Further tables of profiles, where each of several curves has one; absent without any. */
  moreProfiles?: DraftFile[]
}

/** Of the built-in method: the files of a draft, and how its study is to be made of them. */
export interface DraftDetails {
  /** Of q: guess, 1/A, 1/nm. */
  unit: string
  skipVariational: boolean
  files: DraftFiles
}

/** Where a running analysis stands, as its own process last reported it. */
export interface ProgressRow {
  stage: string
  done: number
  total: number
  message: string
  at: number
  /** How much of the whole is behind, 0 to 1, and how long the rest takes, where that can be told. */
  share?: number | null
  secondsLeft?: number | null
}

/** By part of a run: how much there was to do, in the part's own unit, and how long it took. */
export type Timings = Record<string, { units: number; seconds: number }>
