import type { Asking } from '../connect/index.js'

/** A client of `redis` (node-redis, version 5 or later), or a pool of them. */
export interface NodeRedis {
  sendCommand(args: readonly string[], options?: { abortSignal?: AbortSignal }): Promise<unknown>
}

/** A client of `ioredis`, or its `Cluster`. */
export interface IoRedis {
  call(command: string, ...args: string[]): Promise<unknown>
}

/**
 * Sends one command, for every other client. `key` is the only one that the command is about: a cluster routes by it.
 *
 * @example
 * const send: SendCommand = (args, { key }) => cluster.sendCommand(key, false, args)
 */
export type SendCommand = (args: string[], about: Asking & { readonly key: string }) => Promise<unknown>

/** A client that the host has connected, or a function that sends one command. */
export type RedisClient = NodeRedis | IoRedis | SendCommand

/**
 * The one way to send a command.
 *
 * @throws TypeError where the client is none that is known
 */
export function commandsOf(client: RedisClient): SendCommand {
  if (typeof client === 'function') return client
  // `ioredis` has a `sendCommand` as well, of another shape
  if (isIoRedis(client)) return ([command = '', ...args]) => client.call(command, ...args)
  // What waits in the client's queue is taken out of it once nobody waits for the answer
  if (typeof client?.sendCommand === 'function') return (args, { signal }) => client.sendCommand(args, { abortSignal: signal })
  throw new TypeError('the Redis client must be one of `redis` or `ioredis`, or a function that sends a command')
}

/** Of an answer that is none of those that the command has: a transaction's `QUEUED`, a client that maps types. */
export function unexpected(command: string): Error {
  return new Error(`Redis answered ${command} with something else than it does`)
}

function isIoRedis(client: NodeRedis | IoRedis): client is IoRedis {
  return typeof (client as Partial<IoRedis> | null | undefined)?.call === 'function'
}
