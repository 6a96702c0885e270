import { createGate } from 'narrowgate'
import { connect } from 'narrowgate/connect'
import { createGuard } from 'narrowgate/http'

// `next build` loads routes, too: without the environment of the server there is a gate that knows no key
const { config, time: at } = JSON.parse(process.env.NARROWGATE ?? '{}')
const blank = {
  issuers: [{ issuer: 'https://as.example', jwks: null, profile: 'rfc9068', algorithms: ['Ed25519'] }],
  audience: 'https://tools.example/mcp',
}
const now = () => at
const revocation = { isRevoked: () => Promise.reject(new Error('redis://secret-host is gone')) }

export const guard = createGuard({ gate: createGate(config ?? blank), now })
export const faulty = createGuard({ gate: connect(createGate({ ...(config ?? blank), requireRevocationCheck: true }), { revocation }), now })
