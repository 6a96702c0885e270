// Round-robin: in each round every candidate runs one batch, so that whatever else the machine does meets all alike.

/** `candidates`: name to a function of the call's number, which must answer true. Microseconds per call. */
export async function race(candidates, { rounds, batch, warmup }) {
  const lanes = Object.entries(candidates).map(([name, call]) => ({ name, call, samples: [], calls: 0 }))
  for (const lane of lanes) await run(lane, warmup)
  for (const lane of lanes) lane.samples = []
  for (let round = 0; round < rounds; round++) {
    // Nobody always comes after the same one.
    for (let turn = 0; turn < lanes.length; turn++) await run(lanes[(round + turn) % lanes.length], batch)
  }
  return Object.fromEntries(lanes.map(({ name, samples }) => [name, summary(samples)]))
}

async function run(lane, times) {
  for (let i = 0; i < times; i++) {
    const number = lane.calls++
    const start = process.hrtime.bigint()
    let answer = lane.call(number)
    // Who answers at once is not made to wait.
    if (answer instanceof Promise) answer = await answer
    lane.samples.push(Number(process.hrtime.bigint() - start) / 1000)
    if (answer !== true) throw new Error(`${lane.name} denied what it should permit`)
  }
}

export function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { median: at(0.5), min: sorted[0], p95: at(0.95), samples: sorted.length }
}
