// What was asked and what was permitted, for a terminal. It is held against what should be.

const colours = process.stdout.isTTY && !process.env.NO_COLOR
const style = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : `${text}`)
const [bold, dim, red, green, yellow] = [1, 2, 31, 32, 33].map(style)

/** Calls that one character of a bar stands for. */
const SCALE = 25

export class Report {
  #rows = new Map()
  #right = 0
  #all = 0

  chapter(title, ...lines) {
    console.log(`\n${bold(title)}`)
    for (const line of lines) console.log(dim(`       ${line}`))
  }

  /** One of many decisions; those with the same `row` are one line. */
  count(row, { denial }) {
    const said = this.#rows.get(row) ?? { allowed: 0, denied: 0 }
    said[denial ? 'denied' : 'allowed'] += 1
    said.denial ??= denial
    this.#rows.set(row, said)
  }

  /** Tells what was counted. `allowed`: how many calls have to be; `by`: the policy that has to forbid the others. */
  bars({ allowed, by }) {
    const rows = [...this.#rows]
    this.#rows.clear()
    for (const [row, said] of rows) {
      const [allowed, denied] = [green(`✔ ${String(said.allowed).padStart(3)}`), red(`✘ ${String(said.denied).padStart(3)}`)]
      const bar = green('█'.repeat(said.allowed / SCALE)) + red('░'.repeat(said.denied / SCALE))
      console.log(`    ${dim(row.padStart(9))}  ${allowed}  ${denied}  ${bar}`)
    }
    const sum = rows.reduce((total, [, said]) => total + said.allowed, 0)
    const { denial } = rows.find(([, said]) => said.denial)?.[1] ?? {}
    console.log(`    ${bold(`${sum} permitted`)}, then ${why(denial)}`)
    this.#judge(sum === allowed && denial?.policies.join(', ') === by, `${allowed} permitted, then ${by}`)
  }

  /** Tells one decision. It has to be allowed, but for `by`, a policy, or `code`. */
  one(who, { denial }, { by, code = by && 'policy_forbidden' } = {}) {
    console.log(`    ${denial ? red('✘ deny') : green('✔ allow')}  ${who}${denial ? `  ${why(denial)}` : ''}`)
    this.#judge(denial?.code === code && (by === undefined || denial.policies.join(', ') === by), code ?? 'allow')
  }

  /** The sum; exits with 1 where anything was not as it should be. */
  end(text) {
    console.log(`\n${text}`)
    const right = this.#right === this.#all
    console.log((right ? green : red)(`${this.#right} of ${this.#all} outcomes as expected`))
    process.exitCode = right ? 0 : 1
  }

  #judge(right, expected) {
    this.#all += 1
    if (right) this.#right += 1
    else console.log(red(bold(`    expected: ${expected}`)))
  }
}

function why(denial) {
  if (denial === undefined) return 'nothing was denied'
  const because = denial.policies.length > 0 ? `by policy ${denial.policies.join(', ')}: ${denial.advice.join(', ')}` : denial.message
  return `${yellow(denial.code)} ${dim(`(HTTP ${denial.challenge.status})`)} ${because}`
}
