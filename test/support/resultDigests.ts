import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOfFile } from '#src/hashOfFile.ts'
import { listFiles } from '#src/tree.ts'

/** Of each file of a result, by the folder of its analysis; without how long it took, which no two runs share. */
export async function digestsOfResult(home: string): Promise<Record<string, string>> {
  const output = join(home, 'output')
  const digests: Record<string, string> = {}
  for (const path of await listFiles(output))
    if (path !== 'log.txt')
      digests[path] =
        path === 'result.json' ? withoutTimes(join(output, path)) : await hashOfFile(join(output, path))
  return digests
}

function withoutTimes(path: string): string {
  const { timings: _, sampler, ...rest } = JSON.parse(readFileSync(path, 'utf8'))
  return JSON.stringify({ ...rest, sampler: { ...sampler, cpuSeconds: 0 } })
}
