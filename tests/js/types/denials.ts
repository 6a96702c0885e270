// Compiled, never run: which members go with which code.

import {
  AccessDenied,
  type ApprovalRequired,
  type Code,
  codes,
  createGate,
  type Decision,
  type Denial,
  type KeysMissing,
  type MissingKey,
  type MissingReplay,
  type MissingRevocation,
  type Refused,
} from '../../../pkg/dist/index.js'
import { AccessDenied as FromAgent } from '../../../pkg/dist/agent/index.js'
import { AccessDenied as FromVerify } from '../../../pkg/dist/verify/index.js'
import * as slim from '../../../pkg/dist/slim/index.js'
import * as slimVerify from '../../../pkg/dist/verify/slim/index.js'

type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(..._: Equals<A, B> extends true ? [] : ['the types differ']): void {}

declare const error: unknown
if (error instanceof AccessDenied) {
  same<typeof error, AccessDenied>()
  error.stack satisfies string | undefined
  error.name satisfies 'AccessDenied'

  if (error.code === 'keys_missing') {
    error.missing.key.issuer satisfies string
    same<typeof error.category, 'untrusted'>()
    // @ts-expect-error it is the keys that are missing
    error.missing.replay
  }
  if (error.code === 'key_unknown' || error.code === 'signature_invalid') {
    same<typeof error.missing, MissingKey | undefined>()
    error.missing?.key.retryAfter satisfies number | undefined
    // @ts-expect-error it may be that no key would help
    error.missing.key
  }
  if (error.code === 'replay_unchecked') same<typeof error.missing, MissingReplay>()
  if (error.code === 'revocation_unknown') {
    same<typeof error.missing, MissingRevocation>()
    for (const { token, hop } of error.missing.revocation) [token satisfies string, hop satisfies number | undefined]
  }
  if (error.code === 'approval_required') {
    same<typeof error.callHash, string | undefined>()
    error.callHash?.length
    same<typeof error.missing, undefined>()
  }
  if (error.code === 'token_expired') {
    same<typeof error.missing, undefined>()
    same<typeof error.callHash, undefined>()
  }
  if (error.missing === undefined) error.hop?.token satisfies number | undefined
  // @ts-expect-error there is no such code
  if (error.code === 'expired') error.message
  // @ts-expect-error nothing is written to it
  error.code = 'internal'
}

// One class, also by type
if (error instanceof FromAgent) error.code satisfies Code
if (error instanceof FromVerify && error.code === 'replay_unchecked') error.missing.replay
same<typeof slim.AccessDenied, typeof AccessDenied>()
same<slim.AccessDenied, AccessDenied>()
same<typeof FromVerify, typeof AccessDenied>()

// The same of data
declare const decision: Decision
if (decision.decision === 'deny' && decision.denial.code === 'keys_missing') same<typeof decision.denial, KeysMissing>()
declare const denial: Denial
switch (denial.code) {
  case 'keys_missing':
  case 'key_unknown':
  case 'key_unsuitable':
  case 'signature_invalid':
  case 'approval_invalid':
    same<typeof denial.missing, MissingKey | undefined>()
    break
  case 'replay_unchecked':
  case 'revocation_unknown':
    denial.missing satisfies MissingReplay | MissingRevocation
    break
  case 'approval_required':
    same<typeof denial, ApprovalRequired>()
    break
  default:
    same<typeof denial, Refused>()
}
same<Denial['code'], Code>()
same<AccessDenied['code'], Code>()
same<keyof typeof codes, Code>()

// Hosts deny, too
const unavailable: Denial = {
  code: 'source_unavailable',
  category: 'source',
  message: '',
  policies: [],
  advice: [],
  near: [],
  challenge: { status: 503, wwwAuthenticate: null },
}
new AccessDenied(unavailable) satisfies Error
// @ts-expect-error it has to say which keys
new AccessDenied({ ...unavailable, code: 'keys_missing', category: 'untrusted' })

// A module that is brought
const started: Promise<void> = slim.init(new URL('https://a.example/core.wasm'))
slim.init('/core.wasm')
slim.init(Promise.resolve(new Uint8Array()))
slimVerify.initSync(new Uint8Array())
// @ts-expect-error a fetch takes time
slim.initSync('/core.wasm')
// @ts-expect-error which module?
slim.init()
same<typeof slim.createGate, typeof createGate>()
void started

/** Of every runtime, and of lib.es2022, which has none. */
declare class URL {
  constructor(text: string)
  readonly href: string
}
