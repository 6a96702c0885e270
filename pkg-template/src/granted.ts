import { read } from './json.js'
import type { Denial, Grant, Verified } from './types/answers.js'

/**
 * Reads the answers of `authorize`. What the tokens prove stands on a line of its own: a token that is shown again proves the same again, and
 * reading that would be a fifth of a decision. It is frozen, so grants may share it.
 */
export class Granted {
  readonly #proven = new Map<string, Verified>()

  /** @throws SyntaxError where the core's answer is none */
  readonly read = (text: string): { readonly grant: Grant } | { readonly denial: Denial } => {
    const end = text.indexOf('\n')
    if (end === -1) return refusal(text)
    const { grant } = read<{ grant: Omit<Grant, keyof Verified> }>(text.slice(0, end))
    return { grant: Object.freeze({ ...this.#verified(text.slice(end + 1)), ...grant }) }
  }

  #verified(text: string): Verified {
    const known = this.#proven.get(text)
    if (known !== undefined) return known
    const verified = read<Verified>(text)
    // A map keeps its order: what was read first goes first
    for (const [oldest] of this.#proven) {
      if (this.#proven.size < MOST) break
      this.#proven.delete(oldest)
    }
    this.#proven.set(text, verified)
    return verified
  }
}

/** On one line stands no grant: half of one would be none. */
function refusal(text: string): { readonly denial: Denial } {
  const answer = read<{ denial?: Denial }>(text)
  if (answer.denial === undefined) throw new SyntaxError('neither a grant nor a denial')
  return { denial: answer.denial }
}

/** As many tokens as are shown again and again to one server; a kilobyte or two for each. */
const MOST = 256
