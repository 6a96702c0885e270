// The stories of examples/delegation: they are told in full, every decision is the expected one, and every record says on whose behalf
// and by whom.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

function run(story, ...flags) {
  const file = fileURLToPath(new URL(`../../examples/delegation/${story}.mjs`, import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...flags], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  assert.equal(stderr, '')
  assert.equal(status, 0, stdout)
  return stdout
}

const records = (story) =>
  run(story, '--records')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** What the records say, each as `agent for principal: tool, code`. */
function told(story) {
  return records(story).map(({ tool, decision, denial, proven }) => {
    assert.equal(decision, denial === undefined ? 'allow' : 'deny')
    const { principal, actor, chain } = proven
    assert.deepEqual([chain[0].subject, chain.at(-1).subject], [principal.subject, actor?.subject ?? principal.subject])
    return `${actor?.subject ?? 'itself'} for ${principal.subject}: ${tool}, ${denial?.code ?? 'allow'}`
  })
}

const stories = {
  'autonomous-response': [
    'monitoring for dana: logs.search, allow',
    'investigation for dana: network.flows, allow',
    'mitigation for dana: firewall.block, allow',
    'mitigation for dana: firewall.block, policy_forbidden',
    'mitigation for dana: hosts.delete, scope_insufficient',
    'mitigation for dana: hosts.delete, scope_widened',
    'helper for dana: firewall.block, delegation_not_allowed',
    'summary for dana: logs.search, depth_exceeded',
    'mitigation for dana: firewall.block, evidence_insufficient',
    'mitigation for dana: firewall.block, token_revoked',
  ],
  'coding-agent': [
    'coding-agent for maya: repo.push, allow',
    'test-runner for maya: tests.run, allow',
    'coding-agent for maya: repo.push, authority_insufficient',
    'coding-agent for maya: repo.push, policy_forbidden',
    'coding-agent for maya: repo.merge, authority_insufficient',
    'test-runner for maya: tests.run, authority_insufficient',
    'test-runner for maya: repo.push, authority_insufficient',
  ],
  'mcp-server-for-user': [
    'meeting-server for alice: events.list, allow',
    'meeting-server for alice: events.create, allow',
    'meeting-server for alice: events.list, policy_forbidden',
    'meeting-server for alice: calendar.delete, scope_insufficient',
    'meeting-server for alice: events.list, proof_replayed',
    'itself for meeting-server: events.list, policy_denied',
    'itself for meeting-server: status, allow',
  ],
}

describe('a story of delegation', () => {
  for (const [story, expected] of Object.entries(stories)) {
    it(`${story}: everybody is in every record`, () => {
      assert.deepEqual(told(story), expected)
    })

    it(`${story}: is told to the end`, () => {
      const output = run(story)
      assert.match(output, /\n(\d+) of \1 decisions as expected/)
      assert.doesNotMatch(output, /expected:/)
      // A reason under every verdict
      for (const line of expected) {
        const [, code] = line.split(', ')
        assert.ok(output.includes(code === 'allow' ? '✔ allow' : `    ${code}: `), line)
      }
      assert.ok(output.split('\n').every((line) => line.length <= 140), 'a line is too long for a terminal')
    })
  }

  it('says of the chain how each of its parties is known', () => {
    const [, , blocked] = records('autonomous-response')
    assert.equal(blocked.proven.revocation, 'checked')
    const chain = blocked.proven.chain.map(({ subject, evidence, scopes }) => [subject, evidence, scopes?.join(' ')])
    assert.deepEqual(chain, [
      ['dana', 'asserted', undefined],
      ['monitoring', 'signed', 'firewall:block logs:read'],
      ['investigation', 'signed', 'firewall:block logs:read'],
      ['mitigation', 'signed', 'firewall:block'],
    ])
    const [, ran] = records('coding-agent')
    assert.deepEqual(ran.proven.chain.at(-1).tools, ['tests.run'])
    assert.deepEqual(ran.proven.possession.proofs, ['aat'])
    const [listed] = records('mcp-server-for-user')
    assert.deepEqual([listed.proven.possession.proofs, listed.proven.possession.replay], [['dpop'], 'checked'])
  })
})
