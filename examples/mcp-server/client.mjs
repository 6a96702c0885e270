// An agent: it gets tokens from the issuer, hands work on, and calls tools over MCP.

import { Client, InsufficientScopeError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { ACCESS_TOKEN, TOKEN_EXCHANGE } from './issuer.mjs'

export class Agent {
  #secret
  #issuer
  #resource

  constructor(name, issuer, resource) {
    this.name = name
    this.#issuer = issuer
    this.#resource = resource
    this.#secret = issuer.register(name)
  }

  /** The first token of a chain. */
  start(scope) {
    return this.#token({ grant_type: 'client_credentials', scope }, [])
  }

  /** Takes over from another agent, with a token of its own (RFC 8693). The other one's tokens are kept as lineage. */
  takeOver(from, scope, resource = this.#resource) {
    const exchange = { grant_type: TOKEN_EXCHANGE, subject_token: from.token, subject_token_type: ACCESS_TOKEN, scope, resource }
    return this.#token(exchange, [...from.parents, from.token])
  }

  async #token(form, parents) {
    const response = await fetch(`${this.#issuer.url}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${this.name}:${this.#secret}`)}` },
      body: new URLSearchParams({ resource: this.#resource, ...form }),
    })
    const body = await response.json()
    if (!response.ok) throw new Error(body.error_description)
    return { token: body.access_token, parents }
  }
}

/** An MCP connection. It is opened with one credential; each call then shows its own. */
export async function connect(url, credential) {
  let shown = credential
  const client = new Client({ name: 'soc-runtime', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers(shown) } }),
  })
  await client.connect(transport)
  return {
    /** What came back: the HTTP status, with the tool's text, or what it says instead (`refused`), or the scope that the server asks for. */
    async call(credential, tool, input) {
      shown = credential
      try {
        const { content, isError = false } = await client.callTool({ name: tool, arguments: input })
        return { status: 200, text: content[0].text, refused: isError }
      } catch (error) {
        if (error instanceof InsufficientScopeError) return { status: 403, wanted: error.requiredScope }
        if (error.status === undefined) throw error
        return { status: error.status }
      }
    },
    /** The tools that this credential is shown. */
    async tools(credential) {
      shown = credential
      const { tools } = await client.listTools()
      return tools.map(({ name }) => name)
    },
    close: () => client.close(),
  }
}

function headers({ token, parents }) {
  return { authorization: `Bearer ${token}`, ...(parents.length > 0 && { 'narrowgate-lineage': parents.join(', ') }) }
}
