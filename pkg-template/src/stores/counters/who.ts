import type { SessionParty } from '../../connect/index.js'
import type { Identity } from '../../types/answers.js'

/** Whose calls are counted together. */
export type CountedPer = 'actor' | 'principal' | 'task'

/**
 * The party, or the task, as a list of texts: never the same for two. Where the tokens name none, it is who acts, and nobody goes uncounted.
 *
 * @throws Error where nobody is named at all
 */
export function partyOf(per: CountedPer, who: SessionParty): readonly string[] {
  switch (per) {
    case 'actor':
      return actorOf(who)
    case 'principal':
      return who.principal === null ? actorOf(who) : named('principal', who.principal)
    case 'task':
      return taskOf(who) ?? actorOf(who)
  }
}

function actorOf({ actor, principal }: SessionParty): readonly string[] {
  return named('actor', actor ?? principal)
}

/** Of one issuer, as all that it says is. `missionId` is of ZeroID, `txn` of transaction tokens. */
function taskOf({ issuer, attributes }: SessionParty): readonly string[] | undefined {
  for (const name of ['missionId', 'txn']) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined
    if (value !== undefined) return ['task', issuer, name, value]
  }
  return undefined
}

/** A subject alone names nobody (RFC 7519, section 4.1.2). */
function named(as: string, who: Identity | null): readonly string[] {
  if (who === null) throw new Error('the tokens name nobody whose calls could be counted')
  return [as, who.issuer, who.subject]
}
