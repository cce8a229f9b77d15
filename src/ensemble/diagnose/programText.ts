import type { Result } from '../contract.ts'

/** `bioce 0.1.0 (1f2e3d4c5b6a)`: what calculated a result, with the commit of its sources where that is known. */
export function programText({ name, version, commit }: Result['program']): string {
  return commit ? `${name} ${version} (${commit})` : `${name} ${version}`
}
