/** Trajectories: counting frames, and the chosen ones as models of a topology. */
export {
  allFrames,
  chosenOf,
  countFrames,
  type FrameChoice,
  readTopology,
  streamFrames,
  type Topology,
} from './models.ts'
