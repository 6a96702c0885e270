import type { ReplayKey } from '../../types/answers.js'

/**
 * The time until which a key is kept, in seconds since 1970.
 *
 * @throws TypeError where the key is none of a gate
 * @throws RangeError where that time has passed already: the gate that still takes the proof has another clock, and would take it again
 */
export function keptUntil({ key, until }: ReplayKey, clockSkew: number, now: number): number {
  if (typeof key !== 'string' || key === '' || key.length > 512) throw new TypeError('a replay key must be a text of at most 512 characters')
  if (!(Number.isSafeInteger(until) && until >= 0)) throw new TypeError('`until` of a replay key must be in seconds since 1970')
  if (until + clockSkew < now) throw new RangeError('the clocks of gate and store differ too much: the key would be forgotten at once')
  return until + clockSkew
}
