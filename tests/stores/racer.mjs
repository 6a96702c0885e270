// One of two processes that do the same at the same time: `racer.mjs URL CLIENT`, then it does what it is sent, and sends what came of it.

import { redisCounters, redisReplay } from '../../pkg/dist/stores/index.js'
import { clients } from './clients.mjs'
import { asking } from './contracts.mjs'

const [url, name] = process.argv.slice(2)
const { client, close } = await clients[name](url)
const [replay, counters] = [redisReplay(client), redisCounters(client)]

const work = {
  insert: ({ keys, until }) => keys.map((key) => replay.insert({ key, until }, asking)),
  count: ({ key, times }) => Array.from({ length: times }, () => counters.count([{ key, seconds: 3600, add: 1 }], asking)),
}

process.on('message', async (message) => process.send(await Promise.all(work[message.work](message))))
process.on('disconnect', close)
process.send('ready')
