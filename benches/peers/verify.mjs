// Microseconds per verification of one new token, beside the host's check of the same signature.

import { spelled, VERIFIED } from './fixtures.mjs'
import { race } from './measure.mjs'
import { openVerify } from './ours.mjs'

/** More than the cache holds (1,024): in turn, each is new again when it comes round. */
const NEW_TOKENS = 1_100

/** @returns `[{ scenario, results: { candidate: summary } }]` */
export async function measureVerify(issuer, effort, progress) {
  const gate = openVerify(issuer.worldOf(VERIFIED))
  const rows = []
  for (const algorithm of VERIFIED) {
    progress(`verify: ${spelled(algorithm)}`)
    const presented = await Promise.all(Array.from({ length: NEW_TOKENS }, () => issuer.nested(algorithm)))
    const host = presented.map(issuer.hostVerify(algorithm))
    const results = await race(
      {
        narrowgate: (number) => gate.verify(presented[number % NEW_TOKENS]),
        host: (number) => host[number % NEW_TOKENS](),
      },
      effort,
    )
    rows.push({ scenario: spelled(algorithm), results })
  }
  gate.close()
  return rows
}
