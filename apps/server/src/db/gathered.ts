interface Waiting<Q, A> {
  question: Q
  resolve(answer: A): void
  reject(error: unknown): void
}

/**
 * Makes few queries of many questions: what is asked while queries are under way waits, and is then asked together. An
 * answer is never older than its question, which no cache can say; so thousands who come at once cost a handful of
 * queries, and one who comes alone waits for nothing. `answerAll` answers in the order of the questions. One that
 * cannot be answered takes the others of its query with it: ask with values that have been checked.
 *
 * @param rest Waited for before a query of questions that had to wait, so that more of them come together.
 */
export function gathered<Q, A>(
  answerAll: (questions: readonly Q[]) => Promise<readonly A[]>,
  { atOnce = 2, most = 500, rest }: { atOnce?: number; most?: number; rest?: () => Promise<unknown> } = {},
): (question: Q) => Promise<A> {
  const waiting: Waiting<Q, A>[] = []
  let running = 0

  async function askAll() {
    running++
    while (waiting.length > 0) {
      await ask(waiting.splice(0, most))
      if (rest && waiting.length > 0 && waiting.length < most) await rest()
    }
    running--
  }

  async function ask(batch: readonly Waiting<Q, A>[]) {
    try {
      const answers = await answerAll(batch.map(({ question }) => question))
      for (const [i, { resolve }] of batch.entries()) resolve(answers[i]!)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (running < atOnce) void askAll()
    })
}
