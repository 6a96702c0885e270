/** Calls `late` after so many milliseconds, unless what this gives back was called before. It does not keep a Node process alive. */
export function deadline(milliseconds: number, late: () => void): () => void {
  const timer: unknown = setTimeout(late, milliseconds)
  if (typeof timer === 'object' && timer !== null) (timer as { unref?: () => void }).unref?.()
  return () => clearTimeout(timer as number)
}

export function tooLate(): DOMException {
  return new DOMException('it took too long', 'TimeoutError')
}
