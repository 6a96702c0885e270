// A story in a terminal: who asks, through whom, the verdict and why. Each decision is held against what should be.

const colours = process.stdout.isTTY && !process.env.NO_COLOR
const style = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : `${text}`)
const [bold, dim, red, green, yellow, cyan] = [1, 2, 31, 32, 33, 36].map(style)

export class Story {
  /** With `--records` the audit records are printed instead, one line of JSON each. */
  #quiet = process.argv.includes('--records')
  #steps = []
  #chain

  constructor(title, ...lines) {
    this.#print(`\n${bold(title)}`, ...lines.map((line) => dim(line)))
  }

  chapter(title) {
    this.#print(`\n${bold(title)}`)
  }

  /**
   * One call. `as`: who it has to be, the principal and the agent, in the record as well where the call is denied. `denied`: the
   * code that is expected; without it, the call has to be allowed.
   */
  tell(title, { decision, call, as, denied, hop }) {
    const { record, denial } = decision
    const who = [record.proven?.principal?.subject, record.proven?.actor?.subject]
    const right = denial?.code === denied && denial?.hop?.token === hop && who.join() === as.join()
    this.#steps.push({ record, right })

    this.#print(`\n${this.#number()}  ${denial ? red('✘ deny') : green('✔ allow')}  ${bold(title)}`)
    this.#print(`    ${cyan(call.tool)} ${dim(JSON.stringify(call.input))}`)
    const chain = tree(record.proven?.chain ?? []).map((line) => `    ${line}`)
    // The same people as a moment ago need not be named again
    if (chain.join('\n') !== this.#chain) this.#print(...chain)
    this.#chain = chain.join('\n')
    this.#print(`    ${denial ? `${yellow(denial.code)}: ${denial.message}` : dim(`by policy ${record.policies.join(', ')}`)}`)
    if (!right) this.#print(red(bold(`    expected: ${denied ?? 'allow'}, ${as.filter(Boolean).join(' and ')}`)))
  }

  /** What an agent's own side refuses to make, so that there is nothing to decide. */
  refuse(title, { denial, denied }) {
    const right = denial.code === denied
    this.#steps.push({ right })
    this.#print(`\n${this.#number()}  ${red('✘ refused')}  ${bold(title)}`, `    ${yellow(denial.code)}: ${denial.message}`)
    if (!right) this.#print(red(bold(`    expected: ${denied}`)))
  }

  /** The sum; exits with 1 where anything was not as it should be. */
  end() {
    const records = this.#steps.flatMap(({ record }) => record ?? [])
    if (this.#quiet) for (const record of records) console.log(JSON.stringify(record))
    const [all, right] = [this.#steps.length, this.#steps.filter((step) => step.right).length]
    const text = `${right} of ${all} decisions as expected`
    this.#print(`\n${right === all ? green(`${text}, with everybody in every record`) : red(bold(text))}\n`)
    process.exitCode = right === all ? 0 : 1
  }

  #number() {
    return dim(String(this.#steps.length).padStart(2))
  }

  #print(...lines) {
    if (!this.#quiet) for (const line of lines) console.log(line)
  }
}

/** From principal to current actor: each with how it is known, and what its own token grants. */
function tree(chain) {
  return chain.map(({ subject, evidence, scopes, tools }, depth) => {
    const branch = depth === 0 ? '' : `${'   '.repeat(depth - 1)}└─ `
    const granted = tools ?? scopes ?? []
    return `${branch}${bold(subject)} ${dim(`(${[evidence, ...granted].join(', ')})`)}`
  })
}
