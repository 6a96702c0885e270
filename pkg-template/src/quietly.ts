/**
 * Calls what must change nothing by failing, be it later: a rejection that nobody handles ends a Node process.
 *
 * `failed` is told, and must not fail itself.
 */
export function quietly(work: () => unknown, failed: (error: unknown) => void = () => undefined): void {
  try {
    Promise.resolve(work()).catch(failed)
  } catch (error) {
    failed(error)
  }
}
