// The Redis clients that people have, each with its default settings but for how soon it connects again.

import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { createClient as createClient5, createClientPool } from 'redis-v5'

const quietly = () => {}

async function nodeRedis(create, url) {
  const client = create({ url, socket: { reconnectStrategy: 20 } })
  // Without a listener an error of the connection ends the process
  await client.on('error', quietly).connect()
  return { client, ready: () => until(() => client.isReady), close: () => client.destroy() }
}

export const clients = {
  redis: (url) => nodeRedis(createClient, url),
  'redis 5': (url) => nodeRedis(createClient5, url),
  'a pool of redis 5': async (url) => {
    const client = createClientPool({ url })
    await client.on('error', quietly).connect()
    return { client, close: () => client.destroy() }
  },
  ioredis: async (url) => {
    const client = new Redis(url, { retryStrategy: () => 20 })
    client.on('error', quietly)
    await until(() => client.status === 'ready')
    return { client, ready: () => until(() => client.status === 'ready'), close: () => client.disconnect() }
  },
  'a function': async (url) => {
    const { client, close } = await nodeRedis(createClient, url)
    return { client: (args) => client.sendCommand(args), close }
  },
}

/** Waits until it is so; fails where it never is. */
export async function until(holds) {
  const end = performance.now() + 30_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`never: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
