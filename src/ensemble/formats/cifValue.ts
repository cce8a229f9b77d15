/** A CIF value: bare where that is unambiguous, quoted else; line breaks and control characters become blanks. */
export function cifValue(text: string): string {
  const flat = text.replaceAll(/[^\x20-\x7e]/g, ' ').trim()
  if (flat === '') return '.'
  const bare = /^[A-Za-z0-9][^\s'"]*'*$/.test(flat) && !/^(data_|loop_|save_|stop_|global_)/i.test(flat)
  if (bare) return flat
  if (!/'(?=\s|$)/.test(flat)) return `'${flat}'`
  return /"(?=\s|$)/.test(flat) ? `'${flat.replaceAll("'", '')}'` : `"${flat}"`
}

/** A value of the dictionaries' type `code`: one word, without the few characters that they do not allow there. */
export function cifCode(text: string): string {
  return cifValue(text.trim().replaceAll(/[^\][_,.;:"&<>()/\\{}'`~!@#$%A-Za-z0-9*|+-]/g, '_'))
}
