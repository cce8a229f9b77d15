/** Trajectories: counting frames, and the chosen ones as models of a topology. */
export { countFrames, readTopology, streamFrames, type Topology } from './models.ts'
