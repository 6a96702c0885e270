// A Redis of the test's own: on the loopback, on a free port, with nothing on disk.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'

export class RedisServer {
  #process
  #port

  static async start() {
    const server = new RedisServer()
    server.#port = await freePort()
    await server.start()
    return server
  }

  get port() {
    return this.#port
  }

  get url() {
    return `redis://127.0.0.1:${this.#port}`
  }

  async start() {
    const options = { port: this.#port, bind: '127.0.0.1', save: '', appendonly: 'no', 'maxmemory-policy': 'noeviction', dir: tmpdir() }
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    this.#process = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    // Should the test die, so does this
    process.once('exit', () => this.#process.kill('SIGKILL'))
    await new Promise((resolve, reject) => {
      this.#process.once('error', ({ code }) =>
        reject(new Error(code === 'ENOENT' ? 'redis-server is not installed: `apt-get install redis-server`' : `redis-server does not start: ${code}`)),
      )
      this.#process.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
      createInterface(this.#process.stdout).on('line', (line) => line.includes('Ready to accept connections') && resolve())
    })
  }

  /** As when the machine is gone: nothing is said, and what it knew is lost. */
  async kill() {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }

  /** It answers nothing, and keeps its connections. */
  pause() {
    this.#process.kill('SIGSTOP')
  }

  resume() {
    this.#process.kill('SIGCONT')
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
