// A server on stdio, of either SDK, guarded. `TOKEN` is the host's for its one client.

import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { StdioServerTransport as StdioV1 } from '@modelcontextprotocol/sdk/server/stdio.js'
import { protect } from '../../pkg/dist/mcp/index.js'
import { jwks } from '../js/support.mjs'
import { gateOf, highLevel, highLevelV1, ISSUER, Ran } from './support.mjs'

const [sdk] = process.argv.slice(2)
const keys = process.env.JWKS === undefined ? jwks : JSON.parse(process.env.JWKS)
const gate = gateOf({ issuers: [{ issuer: ISSUER, jwks: keys, profile: 'rfc9068', algorithms: ['Ed25519'] }] })
const guard = (server) => protect(server, gate, { localToken: process.env.TOKEN })
if (sdk === 'v1') await highLevelV1(new Ran(), guard).connect(new StdioV1())
else if (sdk === 'v2') await highLevel(new Ran(), guard).connect(new StdioServerTransport())
else await serveStdio(() => highLevel(new Ran(), guard))
