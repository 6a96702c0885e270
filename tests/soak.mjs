// How many times as many cases as usual: `NARROWGATE_SOAK`, as in tests/mint/src/soak.rs.

import assert from 'node:assert/strict'

const soak = Number(process.env.NARROWGATE_SOAK ?? 1)
assert.ok(Number.isSafeInteger(soak) && soak > 0, 'NARROWGATE_SOAK is a whole number above 0')

export const cases = (number) => number * soak
