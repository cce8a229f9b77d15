import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { evidenceLimits, judgementOf, type Threshold, thresholds } from '#src/ensemble/diagnose/index.ts'
import { meanings } from '#views/analyses/meanings.ts'
import { NumbersCard } from '#views/analyses/numbersCard.tsx'
import { methodsText } from '#views/analyses/reportText.tsx'
import { VerdictNotice } from '#views/analyses/verdictNotice.tsx'
import { AboutPage } from '#views/pages/about.tsx'
import { HelpLimits } from '#views/pages/helpLimits.tsx'
import { inSymbols } from '#views/ui/symbols.ts'
import { frameAt, resultOf } from '../support/storyData.ts'

/** Pages print the limits of the core's table, and no page has one of its own. */

const root = resolve(import.meta.dir, '../..')
const table: Record<string, Threshold> = thresholds
const text = (html: unknown) =>
  String(html)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

test.each(Object.entries(table))(
  'help and user guide show the limits of %s',
  (_, { name, limits, words }) => {
    const row = text(<HelpLimits />)
    // Where nothing is fair the page says nothing, and a minus sign is one.
    const fair = limits.fair === limits.good ? '–' : limits.fair.replace('-', '−')
    expect(row).toContain(`${inSymbols(name)} ${limits.good} ${fair} ${inSymbols(words.poor)}`)
    expect(readFileSync(join(root, 'docs/user.md'), 'utf8')).toContain(
      `| ${name} | ${table[_]!.meaning} | ${limits.good} | ${limits.fair} |`,
    )
  },
)

test('tooltips, report and about say what is good as the table does', () => {
  for (const [meaning, diagnostic] of [
    ['ess', 'ess'],
    ['rhat', 'rhat'],
    ['chi2', 'chi2PerPoint'],
    ['chi2P', 'chi2P'],
    ['cormap', 'cormapP'],
    ['cormap', 'shapeP'],
    ['jsd', 'jsd'],
    ['ppc', 'ppcP'],
  ] as const)
    expect(meanings[meaning]).toContain(thresholds[diagnostic].limits.good)
  const { notable, strong } = evidenceLimits
  expect(meanings.evidence).toContain(`a difference of ${notable} is notable, of ${strong} strong`)
  expect(readFileSync(join(root, 'docs/user.md'), 'utf8')).toContain(
    `A difference of ${notable} in ln evidence is notable, and ${strong} is strong.`,
  )
  for (const page of [text(<AboutPage frame={frameAt('/about')} />), methodsText(resultOf())]) {
    expect(page).toContain(`R-hat${page.includes('R-hat,') ? ',' : ''} ${thresholds.rhat.limits.good}`)
    expect(page).toContain(thresholds.ess.limits.good)
  }
})

test.each([
  ['cormapP', { cormap: { n: 301, c: 30, p: 1e-3 } }],
  ['jsd', { jsd: 0.9 }],
  ['chi2P', { chi2P: 0.02 }],
] as const)('a number that is not good says so beside it, in the words of the table: %s', (name, fit) => {
  const good = resultOf()
  const cardOf = (result: Result) =>
    text(<NumbersCard id={31} result={result} numbers={judgementOf(result).numbers} />)
  const judged = judgementOf({ ...good, fit: { ...good.fit, ...fit } })
  const card = cardOf({ ...good, fit: { ...good.fit, ...fit } })
  expect(judged.numbers[name]?.grade).not.toBe('good')
  expect(card).toContain(inSymbols(judged.numbers[name]!.words))
  expect(cardOf(good)).not.toContain(inSymbols(judged.numbers[name]!.words))
})

test('the notice of a result has the words and the reasons of its verdict, as result.json has them', () => {
  const verdict = {
    code: 'misfit' as const,
    grade: 'poor' as const,
    words: 'No mixture of these models explains the curve: its weights mean nothing.',
    reasons: ['chi2 is 866 for 386 degrees of freedom, p < 0.001'],
  }
  const notice = text(<VerdictNotice judgement={judgementOf({ ...resultOf(), verdict })} />)
  expect(notice).toContain(verdict.words)
  expect(notice).toContain('χ² is 866 for 386 degrees of freedom, p &lt; 0.001.')
})

test('the notice folds nothing in a report, and all that there is of it on a page', () => {
  const judgement = { ...judgementOf(resultOf()), remarks: ['One.', 'Two.', 'Three.', 'Four.', 'Five.'] }
  const noticeOf = (facts: object) => String(<VerdictNotice judgement={judgement} {...facts} />)
  expect(noticeOf({})).not.toContain('<details>')
  expect(noticeOf({ warnings: ['Six.'] })).toContain(
    '<summary>1 warning about the files of this study</summary>',
  )
  const brief = noticeOf({ isBrief: true })
  expect(brief).toContain('<summary>5 remarks in all</summary>')
  expect(brief.indexOf('Four.')).toBeLessThan(brief.indexOf('<details>'))
  expect(brief.indexOf('Five.')).toBeGreaterThan(brief.indexOf('<details>'))
})

test('no page compares with a limit of its own, and none writes one down', () => {
  const numbers = [
    ...new Set(
      Object.values(table).flatMap(({ limits }) => `${limits.good} ${limits.fair}`.match(/\d*\.?\d+/g)!),
    ),
  ].filter(number => number.includes('.') || Number(number) >= 10)
  const edges = `(?:${numbers.map(RegExp.escape).join('|')})(?![\\d.]*\\d)`
  const compared = new RegExp(`[<>]=?\\s*-?${edges}`)
  const written = new RegExp(`\\b(?:above|below|at least|beyond|over|under) ${edges}`, 'i')
  const pages = [
    'views/analyses/*',
    'views/charts/*',
    'views/pages/*',
    'src/analyses/*',
    'src/commands/*',
    'static/*.js',
  ]
  const guilty = pages
    .flatMap(pattern => [...new Bun.Glob(pattern).scanSync({ cwd: root })])
    .filter(path => /\.(tsx?|js)$/.test(path))
    .flatMap(path =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .filter(line => compared.test(line) || written.test(line))
        .map(line => `${path}: ${line.trim()}`),
    )
  expect(guilty.filter(line => !notOfResults.some(known => line.startsWith(`${known}:`)))).toEqual([])
})

/** Files whose numbers happen to be the same: sizes on paper, times, statuses. */
const notOfResults = [
  'views/charts/correlations.tsx',
  'views/charts/rowName.tsx',
  'views/charts/guinier.tsx',
  'src/analyses/runtimeEstimate.ts',
  'src/commands/check.ts',
  'src/commands/profile.ts',
  'static/upload.js',
]
