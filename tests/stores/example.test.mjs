// The example, as its README says to run it.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

it('the example stops an agent that deletes at 5,000 operations a minute', () => {
  const cwd = fileURLToPath(new URL('../../examples/session-limits', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['runaway-agent.mjs'], { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, /0 s {2}✔ 100 {2}✘ 734/)
  assert.match(stdout, /50 s {2}✔ {3}0 {2}✘ 833/)
  assert.match(stdout, /at once {2}✔ 100 {2}✘ 900/)
  assert.equal(stdout.match(/100 permitted, then policy_forbidden \(HTTP 403\) by policy not-so-fast/g)?.length, 2)
  assert.match(stdout, /500 permitted, then policy_forbidden \(HTTP 403\) by policy nor-by-many-hands/)
  assert.match(stdout, /✔ allow {2}bob → cleanup-of-bob\n/)
  assert.match(stdout, /✘ deny {2}bob → cleanup-of-bob {2}source_unavailable \(HTTP 503\)/)
  assert.match(stdout, /701 files are gone\. Without the two policies it would be 8,003\n6 of 6 outcomes as expected\n$/)
  assert.doesNotMatch(stdout + stderr, /ECONNREFUSED|eyJ/)
})
