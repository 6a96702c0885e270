// Chains of delegations, natively, beside tenuo and biscuit-auth: a Rust program of its own (`benches/chains`), with its own
// table. It builds some four minutes the first time, so it is measured only when it is asked for.

import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

/** Prints its table; `{ notMeasured: why }` where it can't be built. */
export function measureChains(quick, { root, out }, progress) {
  progress('chains')
  const args = ['run', '--release', '--locked', '--quiet', '--manifest-path', join(root, 'benches/chains/Cargo.toml')]
  const env = { ...process.env, CARGO_TARGET_DIR: join(dirname(out), 'chains') }
  const { status, stdout } = spawnSync('cargo', [...args, '--', ...(quick ? ['--quick'] : [])], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) return { notMeasured: 'benches/chains did not build or run' }
  console.log(`\nA chain of delegations, natively\n${stdout}`)
  return { table: stdout.trim().split('\n') }
}
