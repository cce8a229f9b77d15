import { join } from 'node:path'
import { type Fault, type FaultCode, fault, refusal } from '#src/ensemble/faults/index.ts'
import { chosenOf, type FrameChoice } from '#src/ensemble/trajectories/frameChoice.ts'
import { countFrames } from '#src/ensemble/trajectories/index.ts'
import { readOriginal } from '../compressed.ts'
import { usualChoice } from './chooseFrames.ts'
import { type Finding, finding } from './findings.ts'
import { topologyOf } from './readModels.ts'
import type { LibraryFile } from './record.ts'
import { isTrajectory } from './unpack.ts'

/** What a trajectory has, whatever is chosen of it; times in ns. */
export interface TrajectoryFacts {
  name: string
  frames: number
  from: number | null
  to: number | null
}

/**
 * Gives the trajectories of a library their topology and the frames that are models; a library without one stays as it is.
 * @throws FaultError trajectory.* where topology or frames are missing, or frames are too many
 */
export async function findTrajectories(
  folder: string,
  files: LibraryFile[],
  { modelsMax, library, choice }: { modelsMax: number; library: string; choice: FrameChoice | undefined },
): Promise<{ files: LibraryFile[]; trajectories: TrajectoryFacts[]; findings: Finding[] }> {
  const moving = files.filter(file => isTrajectory(file.name))
  if (moving.length === 0) return { files, trajectories: [], findings: [] }
  const topologyFile = findTopology(files, moving[0]!.name)
  const { path, name, bytes, sha256 } = topologyFile
  const topology = await topologyOf(folder, topologyFile)
  const trajectories: TrajectoryFacts[] = []
  for (const file of moving) {
    const { frames, from, to } = await countFrames(readOriginal(join(folder, file.path)), file.name, topology)
    trajectories.push({ name: file.name, frames, from, to })
  }
  const total = trajectories.reduce((sum, { frames }) => sum + frames, 0)
  const chosen = choice ?? usualChoice(total)
  const used = trajectories.reduce((sum, { frames }) => sum + chosenOf(frames, chosen), 0)
  const findings: Finding[] = []
  const remark = (found: Fault<FaultCode>) => void findings.push(finding(found, 'library', library))
  if (used === 0) remark(fault('trajectory.no_frames', {}))
  if (used > modelsMax) remark(fault('library.too_many_models', { library, most: modelsMax }))
  if (!choice && chosen.every > 1)
    remark(fault('trajectory.thinned', { frames: total, every: chosen.every, used }))
  const withFrames = files.map(file => {
    const facts = trajectories[moving.indexOf(file)]
    if (!facts) return { ...file, models: 0 }
    const { frames } = facts
    const trajectory = { topology: { path, name, bytes, sha256 }, frames, ...chosen }
    return { ...file, models: chosenOf(frames, chosen), trajectory }
  })
  return { files: withFrames, trajectories, findings }
}

/** The one file beside the trajectories that names their atoms; a PSF beside another one is not needed. */
function findTopology(files: LibraryFile[], trajectory: string): LibraryFile {
  const candidates = files.filter(file => !isTrajectory(file.name))
  const withPositions = candidates.filter(file => !/\.psf$/i.test(file.name))
  const [topology, ...more] = withPositions.length > 0 ? withPositions : candidates
  if (!topology) throw refusal('trajectory.no_topology', {}, { file: trajectory })
  const names = [topology, ...more].map(file => file.name)
  if (more.length > 0) throw refusal('trajectory.several_topologies', { names }, { file: trajectory })
  return topology
}
