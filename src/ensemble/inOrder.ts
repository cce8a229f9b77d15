/**
 * What comes of each number from `from` to `to`, in order, while up to `atOnce` are under way: so no thread waits while what the others did is
 * summed up. What fails is thrown when its turn comes.
 */
export async function* inOrder<Result>(
  from: number,
  to: number,
  atOnce: number,
  work: (i: number) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = []
  for (let i = from; i < to; i++) {
    while (from + started.length < Math.min(to, i + atOnce)) {
      const next = work(from + started.length)
      next.catch(() => {}) // told when its turn comes, if no other has failed before
      started.push(next)
    }
    yield await started[i - from]!
  }
}
