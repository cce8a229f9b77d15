import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** By which a cluster tells a job which of a node's graphics cards are its own: those of CUDA, ROCm, OpenCL and oneAPI. */
export const cardVariables = [
  'CUDA_VISIBLE_DEVICES',
  'ROCR_VISIBLE_DEVICES',
  'GPU_DEVICE_ORDINAL',
  'ZE_AFFINITY_MASK',
]

/** What a command needs to use the graphics cards that the cluster gave this job; empty where it gave none. */
export function findCards(
  env: Record<string, string | undefined> = process.env,
  folder = '/dev',
): { env: Record<string, string>; devices: string[] } {
  const given = cardVariables.flatMap(name => (env[name] ? [[name, env[name]] as const] : []))
  if (given.length === 0) return { env: {}, devices: [] }
  const names = readdirSync(folder).filter(name => /^(nvidia.*|kfd|dri)$/.test(name))
  return { env: Object.fromEntries(given), devices: names.sort().map(name => join(folder, name)) }
}
