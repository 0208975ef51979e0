/** How every program of ours lives: starts or says in one line why not, and ends in good order. */
import { WrongConfig } from './config.ts'

const patienceMs = 10_000

/**
 * Runs `start` and, on SIGTERM, SIGINT or the end of the parent that watches us, the function it
 * answered with. A second signal, or ten seconds, ends the process at once.
 */
export async function untilStopped(
  name: string,
  start: () => Promise<() => Promise<void>>,
): Promise<void> {
  let stop: () => Promise<void>
  try {
    stop = await start()
  } catch (error) {
    if (!(error instanceof WrongConfig)) throw error
    console.error(`${name}: ${error.message}`)
    process.exit(2)
  }
  let ending = false
  const end = () => {
    if (ending) process.exit(1)
    ending = true
    setTimeout(() => process.exit(1), patienceMs).unref()
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  // Ctrl-C reaches a whole group of processes; one that has a parent waits for the parent's word.
  process.on('SIGINT', () => process.channel ?? end())
  process.on('disconnect', end)
}
