/**
 * Lets the contestants take turns, `count` times: floor, ours, floor, ours … A machine that is slow for a while is
 * then slow for all of them, and medians over the rounds forget it.
 */
export async function interleave<C extends Record<string, () => Promise<unknown>>>(
  count: number,
  contestants: C,
): Promise<{ [Name in keyof C]: Awaited<ReturnType<C[Name]>>[] }> {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, [] as unknown[]]))
  for (let round = 0; round < count; round++) {
    for (const [name, contest] of Object.entries(contestants)) results[name]!.push(await contest())
  }
  return results as { [Name in keyof C]: Awaited<ReturnType<C[Name]>>[] }
}
