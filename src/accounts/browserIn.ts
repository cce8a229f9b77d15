const browsers = {
  Edg: 'Edge',
  OPR: 'Opera',
  Firefox: 'Firefox',
  Chrom: 'Chrome',
  Safari: 'Safari',
  curl: 'curl',
}
const systems = { Android: 'Android', 'iPhone|iPad': 'iOS', Windows: 'Windows', Mac: 'macOS', Linux: 'Linux' }

/** "Firefox on Linux", as far as a User-Agent tells. */
export function browserIn(agent: string | null): string {
  const find = (names: Record<string, string>) =>
    Object.entries(names).find(([sign]) => new RegExp(sign).test(agent ?? ''))?.[1]
  const [browser, system] = [find(browsers), find(systems)]
  return [browser ?? 'A browser', system].filter(Boolean).join(' on ')
}
