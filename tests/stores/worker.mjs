// A Cloudflare Worker with a store of each kind: `POST /replay`, `/revoke`, `/revoked` and `/count` with the arguments as JSON.

import { connect } from './connect/index.js'
import { countCalls, durableObjectReplay, kvRevocation, memoryCounters, memoryReplay } from './stores/index.js'

export { ReplayObject } from './stores/index.js'

const inMemory = memoryReplay()
const counters = memoryCounters()
const session = countCalls({ windows: { calls: { seconds: 60, per: ['actor'] } }, store: counters })

export default {
  async fetch(request, env) {
    const asking = { signal: request.signal ?? new AbortController().signal }
    const asked = await request.json()
    const revocation = kvRevocation(env.REVOKED)
    const work = {
      '/replay': () => durableObjectReplay(env.REPLAY, asked.options).insert(asked.key, asking),
      '/memory': () => inMemory.insert(asked.key, asking),
      '/revoke': () => revocation.revoke(asked).then(() => 'told'),
      '/revoked': () => revocation.isRevoked(asked, asking),
      '/count': () => session.factsOf(asked.who, asked.call, { ...asking, now: 0 }),
      '/connect': () => typeof connect,
    }
    try {
      return Response.json(await work[new URL(request.url).pathname]())
    } catch (error) {
      return Response.json({ name: error.name, message: error.message }, { status: 500 })
    }
  },
}
