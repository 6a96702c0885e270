import { read } from './json.js'
import type { Denial, Grant, Verified } from './types/answers.js'

/** What says in full what the tokens of its last grant prove. */
interface Witness {
  proven(numbers: string): string
}

type Answer = { readonly grant: Grant } | { readonly denial: Denial }

/**
 * Reads the answers of `authorize`. Of what the tokens prove, an answer has only the numbers that the core gave to these tokens: tokens that are
 * shown again prove the same again, and saying so in full would be a third of a decision. It is frozen, so grants may share it.
 */
export class Granted {
  readonly #proven = new Map<string, Verified>()
  #witness: Witness | undefined

  /**
   * `alone` are tokens without proofs, which are of one call.
   *
   * @throws SyntaxError where the core's answer is none
   */
  read(text: string, witness: Witness, alone: boolean): Answer {
    const end = text.indexOf('\n')
    if (end === -1) return refusal(text)
    const { grant } = read<{ grant: Omit<Grant, keyof Verified> }>(text.slice(0, end))
    const numbers = text.slice(end + 1)
    const verified = alone ? this.#known(numbers, witness) : ask(numbers, witness)
    return { grant: Object.freeze({ ...verified, ...grant }) }
  }

  #known(numbers: string, witness: Witness): Verified {
    // An instance that starts after a fault begins to count anew
    if (witness !== this.#witness) this.#proven.clear()
    this.#witness = witness
    const known = this.#proven.get(numbers)
    if (known !== undefined) return known
    const verified = ask(numbers, witness)
    this.#remember(numbers, verified)
    return verified
  }

  #remember(numbers: string, verified: Verified): void {
    // A map keeps its order: what was read first goes first
    for (const [oldest] of this.#proven) {
      if (this.#proven.size < MOST) break
      this.#proven.delete(oldest)
    }
    this.#proven.set(numbers, verified)
  }
}

function ask(numbers: string, witness: Witness): Verified {
  const verified = read<Verified | null>(witness.proven(numbers))
  if (verified === null) throw new SyntaxError('the grant is not of these tokens')
  return verified
}

/** On one line stands no grant: half of one would be none. */
function refusal(text: string): { readonly denial: Denial } {
  const answer = read<{ denial?: Denial }>(text)
  if (answer.denial === undefined) throw new SyntaxError('neither a grant nor a denial')
  return { denial: answer.denial }
}

/** As many tokens as are shown again and again to one server; a kilobyte or two for each. */
const MOST = 256
