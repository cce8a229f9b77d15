import { join } from 'node:path'
import type { FrameChoice } from '#src/ensemble/trajectories/frameChoice.ts'
import { hashOfFile } from '../hashOfFile.ts'
import type { Reading } from './reading.ts'
import type { FileRecord } from './record.ts'

/** A file of an upload: where its bytes lie, and its owner's name for it. */
export interface UploadedFile {
  path: string
  name: string
  /** Which frames of its trajectories are models, where that was chosen. */
  frames?: FrameChoice
  /** How its models are read, where that is not the usual. */
  reading?: Reading
}

/** A file with its size and checksum. */
export async function describeFile(folder: string, path: string, name: string): Promise<FileRecord> {
  const whole = join(folder, path)
  return { path, name, bytes: Bun.file(whole).size, sha256: await hashOfFile(whole) }
}
