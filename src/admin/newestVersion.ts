/** The newest version that a release page tells of: GitHub's releases/latest, a package.json, or a version alone. */
export async function findNewestVersion(url: string): Promise<string | undefined> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(10_000),
    headers: { accept: 'application/json, text/plain' },
  })
  if (!response.ok) throw new Error(`${new URL(url).hostname} answers ${response.status}`)
  const text = await beginningOf(response)
  const told = /"(?:tag_name|version)"\s*:\s*"v?(\d+(?:\.\d+){1,3})"|^v?(\d+(?:\.\d+){1,3})\s*$/.exec(text)
  return told?.[1] ?? told?.[2]
}

/** The text of an answer; of one that is longer, no more is fetched. */
async function beginningOf({ body }: Response, most = 100_000): Promise<string> {
  let text = ''
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part
    if (text.length >= most) break
  }
  return text.slice(0, most)
}

/** Whether one version comes after another. */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map(text => text.split('.').map(Number)) as [number[], number[]]
  const at = a.findIndex((part, place) => part !== (b[place] ?? 0))
  return at !== -1 && a[at]! > (b[at] ?? 0)
}
