import { deepFreeze } from './json.js'
import type { Denial } from './types/answers.js'
import type { GateConfig } from './types/config.js'
import type { Decision } from './types/record.js'

/** The decision where the core could not make one. */
export function undecided(
  denial: Denial,
  config: string,
  now: number,
  tool: string,
  parents: readonly string[] | undefined,
): Decision {
  const { audience } = JSON.parse(config) as GateConfig
  const { code, category, message, policies, advice, near } = denial
  return deepFreeze({
    decision: 'deny',
    denial,
    record: {
      version: 1,
      time: Number.isFinite(now) ? Math.max(0, Math.floor(now)) : 0,
      decision: 'deny',
      denial: { code, category, message },
      server: typeof audience === 'string' ? audience : (audience[0] ?? ''),
      tool: Array.from(tool).slice(0, 256).join(''),
      inputSha256: null,
      tokens: 1 + (parents?.length ?? 0),
      policies,
      ...(advice.length > 0 && { advice }),
      ...(near.length > 0 && { near }),
    },
  })
}
