/** What a link shows, in two words. */
export const shareBadges = {
  files: 'with files',
  page: 'without files',
  blinded: 'without names',
  handOver: 'hand-over',
}

/** What a link may show. */
export const optionsFor = (what: 'result' | 'results') => [
  {
    value: 'files',
    text: `The ${what} with files`,
    hint: 'The page with its charts, the structures and all downloads.',
  },
  {
    value: 'page',
    text: `The ${what} without files`,
    hint: 'The page with its charts; no structures and no downloads.',
  },
  {
    value: 'blinded',
    text: `The ${what} without names`,
    hint: 'Without files, and without the names of the analysis and of the files that you uploaded. The names of the models stay.',
  },
]

/** Of a study alone. */
export const handOver = {
  value: 'handOver',
  text: 'The study itself, to hand it over',
  hint: 'Whoever opens the link first with an account can take the study over: then it is theirs, and no longer yours. Give the link to one person only.',
}
