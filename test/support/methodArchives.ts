import tar from 'tar-stream'

/** The manifest of a method that needs nothing. */
export const manifestOf = (version: string, more = {}) => ({
  name: 'slope',
  title: 'Slope',
  version,
  command: ['sh', '{here}/slope.sh'],
  numbers: [{ name: 'slope', label: `Slope of ${version}` }],
  ...more,
})

export type Entry = Partial<tar.Headers> & { name: string; text?: string }

/** A .tar.gz. */
export async function packed(entries: Entry[]): Promise<Uint8Array<ArrayBuffer>> {
  const pack = tar.pack()
  for (const { text = '', ...header } of entries) pack.entry(header, text)
  pack.finalize()
  return Bun.gzipSync(new Uint8Array(await new Response(pack as never).arrayBuffer()))
}

export const archiveOf = (version: string, more = {}) =>
  packed([
    { name: 'slope/method.json', text: JSON.stringify(manifestOf(version, more)) },
    { name: 'slope/lib/.keep', text: '' },
    { name: 'slope/slope.sh', text: 'echo' },
  ])
