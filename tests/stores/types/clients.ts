// Compiled, never run: the clients and bindings that people have are taken as they are.

import { Cluster, Redis } from 'ioredis'
import { createClient, createClientPool, createCluster } from 'redis'
import { createClient as createClient5 } from 'redis-v5'
import type { DurableObjectNamespace, DurableObjectState, KVNamespace } from '@cloudflare/workers-types'
import type { ReplayStore, RevocationStore, SessionSource } from '../../../pkg/dist/connect/index.js'
import {
  countCalls,
  type CounterStore,
  durableObjectReplay,
  kvRevocation,
  memoryCounters,
  memoryReplay,
  memoryRevocation,
  redisCounters,
  redisReplay,
  redisRevocation,
  ReplayObject,
  type Revocations,
} from '../../../pkg/dist/stores/index.js'

declare const env: { REPLAY: DurableObjectNamespace; REVOKED: KVNamespace }
declare const state: DurableObjectState
declare const cluster: ReturnType<typeof createCluster>

export const replay: ReplayStore[] = [
  memoryReplay({ capacity: 10 }),
  redisReplay(createClient()),
  redisReplay(createClient5()),
  redisReplay(createClientPool(), { prefix: 'p', clockSkew: 1 }),
  redisReplay(new Redis()),
  redisReplay(new Cluster([])),
  redisReplay((args, { key }) => cluster.sendCommand(key, false, args)),
  durableObjectReplay(env.REPLAY, { shards: 4 }),
]

export const revocation: (Revocations & RevocationStore)[] = [
  memoryRevocation({ ignoreStatusLists: true }),
  redisRevocation(createClient()),
  redisRevocation(new Redis()),
  kvRevocation(env.REVOKED, { prefix: 'p' }),
]

const stores: CounterStore[] = [memoryCounters({ clock: { elapsedMs: () => 0 } }), redisCounters(createClient()), redisCounters(new Redis())]
export const sessions: SessionSource[] = stores.map((store) => countCalls({ windows: { a: { seconds: 60, per: ['task', 'tool'], tools: ['a'] } }, store }))
export const object: { fetch(request: Request): Promise<Response> } = new ReplayObject(state)

// @ts-expect-error a cluster of node-redis has to be told the key
redisReplay(cluster)
// @ts-expect-error a token is not named by its id alone, and by no other member
export const wrong: Parameters<Revocations['revoke']>[0] = { jti: 'a' }
// @ts-expect-error nothing else is counted by
countCalls({ windows: { a: { seconds: 60, per: ['user'] } }, store: memoryCounters() })
