import type { Verified } from '../types/answers.js'

/**
 * Who a session belongs to: principal, actor and client, so that a refreshed token still fits. Two clients of one agent may have been granted different things. A client is
 * known by its id, by the key that its token is bound to (RFC 9449, section 6; a certificate may be renewed), and by the workload that it proved to be.
 */
export function ownerOf({ principal, actor, issuer, clientId, chain, possession }: Verified): string {
  const parties = [principal, actor, possession.caller ?? null].map((party) => (party === null ? null : [party.issuer, party.subject]))
  return JSON.stringify([...parties, issuer, clientId, chain.at(-1)?.keyThumbprint ?? null])
}

/** Whose session it is. A session id is no authentication (MCP security best practices, session hijacking): it admits only who opened it. */
export interface Owned {
  /** Has it an owner yet? */
  readonly isOwned: boolean
  /** The owner, or whoever becomes it. */
  admits(who: Verified): boolean
}

/** A connection belongs to the first who was let in. */
export class Connection implements Owned {
  #owner: string | undefined

  get isOwned(): boolean {
    return this.#owner !== undefined
  }

  admits(who: Verified): boolean {
    this.#owner ??= ownerOf(who)
    return this.#owner === ownerOf(who)
  }
}

/** Owners of sessions, by id. Bounded: what was unused the longest is forgotten, of whoever opens one too many before it is anybody else's, and then admits nobody. */
export class Sessions {
  readonly #most: number
  readonly #owners = new Map<string, string>()

  constructor(most: number) {
    this.#most = most
  }

  /** The first owner stays. */
  open(id: string, who: Verified): void {
    if (this.#owners.has(id)) return
    const owner = ownerOf(who)
    if (this.#owners.size >= this.#most) this.#forget(owner)
    this.#owners.set(id, owner)
  }

  close(id: string): void {
    this.#owners.delete(id)
  }

  of(id: string): Owned {
    return { isOwned: true, admits: (who) => this.#admits(id, who) }
  }

  #forget(owner: string): void {
    const [oldest] = this.#owners.keys()
    for (const [id, other] of this.#owners) {
      if (other === owner) return void this.#owners.delete(id)
    }
    if (oldest !== undefined) this.#owners.delete(oldest)
  }

  #admits(id: string, who: Verified): boolean {
    const owner = this.#owners.get(id)
    if (owner === undefined || owner !== ownerOf(who)) return false
    this.#owners.delete(id)
    this.#owners.set(id, owner)
    return true
  }
}

/** Where no session is. */
export const NOBODYS: Owned = { isOwned: false, admits: () => true }
