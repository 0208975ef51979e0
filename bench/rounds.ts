/** Interleaved rounds: machines drift, so contenders take turns, every round is printed, medians count. */
export type Contender = { name: string; run(durationMs: number): Promise<number> }

/** Runs all contenders in turn and answers each one's rates (per second), in order of rounds. */
export async function runRounds(
  contenders: Contender[],
  options: { rounds: number; durationMs: number },
): Promise<Map<string, number[]>> {
  const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (let round = 1; round <= options.rounds; round++) {
    const line: string[] = []
    for (const { name, run } of contenders) {
      const rate = await run(options.durationMs)
      rates.get(name)!.push(rate)
      line.push(`${name} ${Math.round(rate)}/s`)
    }
    console.log(`round ${round}: ${line.join(', ')}`)
  }
  return rates
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Keeps `callers` calls going for a while; answers the rate of those that ended in it. */
export async function rateOf(
  callers: number,
  durationMs: number,
  call: (caller: number) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now()
  const endsAt = startedAt + durationMs
  let done = 0
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < endsAt) {
        await call(caller)
        if (performance.now() < endsAt) done++
      }
    }),
  )
  return (done / durationMs) * 1_000
}
