/**
 * SHA-256 of what a form said, but for its token: two that differ in a value or a file have different ones, so the same key
 * with other values is told from the same form sent twice.
 * @param files of multipart forms, each with the hash of its content
 */
export function formHash(
  fields: Readonly<Record<string, unknown>>,
  files: readonly { field: string; name: string; sha256: string }[] = [],
): string {
  const said = Object.entries(fields).filter(([name]) => name !== 'csrf')
  const sorted = said.sort(([a], [b]) => (a < b ? -1 : 1))
  const content = [sorted, files.map(({ field, name, sha256 }) => [field, name, sha256])]
  return new Bun.CryptoHasher('sha256').update(JSON.stringify(content)).digest('hex')
}
