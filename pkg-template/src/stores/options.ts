/** What `clockSkew` is by default where several clocks are involved: seconds. */
export const CLOCK_SKEW = 300

/** @throws TypeError where it is no number of seconds */
export function checkClockSkew(seconds: number): number {
  if (!(Number.isSafeInteger(seconds) && seconds >= 0)) throw new TypeError('`clockSkew` must be a number of seconds, 0 or more')
  return seconds
}

/** @throws TypeError where it is no text */
export function checkPrefix(prefix: string): string {
  if (typeof prefix !== 'string') throw new TypeError('`prefix` must be a string')
  return prefix
}
