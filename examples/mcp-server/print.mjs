// Decisions for a terminal.

const colours = process.stdout.isTTY && !process.env.NO_COLOR
const style = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : `${text}`)
export const bold = style(1)
export const dim = style(2)
const red = style(31)
const green = style(32)
const yellow = style(33)
const cyan = style(36)

export function printTitle(title) {
  console.log(`\n${bold(title)}`)
}

export function printText(text) {
  console.log(dim(text))
}

/** One decision: what was called, the verdict, and who is behind it. */
export function printDecision({ number, title, tool, input, credential, decision, answer, asExpected }) {
  const { record, denial } = decision
  const call = `${cyan(tool)} ${dim(JSON.stringify(input))}`
  console.log(`\n${String(number).padStart(2)}  ${bold(title)}`)
  if (denial === undefined) {
    console.log(`    ${green('✔ allow')}  ${call}`)
    line('tool said', answer.text)
  } else {
    console.log(`    ${red('✘ deny')}   ${call}`)
    line('because', `${yellow(denial.code)}: ${denial.message}`)
    line('client saw', answer.refused ? `“${answer.text}”` : `HTTP ${answer.status}${answer.wanted ? `, scope ${answer.wanted} is needed` : ''}`)
  }
  const { proven } = record
  if (proven !== undefined) {
    line('who', `${bold(proven.actor.subject)} for ${bold(proven.principal.subject)}`)
    line('through', proven.chain.map(party).join(' → '))
    line('scopes', proven.scopes.join(' '))
  } else {
    line('who', `not proven. ${dim(`The token claims: ${claims(credential.token)}`)}`)
  }
  line('policies', record.policies.join(', ') || dim('none was asked'))
  if (!asExpected) console.log(`    ${red(bold('This is not the expected decision.'))}`)
}

/** One record as sentences. It holds no arguments; their hash found it. */
export function printAnswer({ time: at, tool, policies, proven }) {
  const [principal, ...agents] = proven.chain
  console.log(`       ${bold(proven.actor.subject)} called ${cyan(tool)} at ${time(at)}. Policy ${bold(policies.join(', '))} permits it.`)
  for (const { subject, scopes, tokenId } of agents.toReversed()) {
    console.log(`       ${bold(subject)} held ${yellow(scopes.join(' '))} by token ${tokenId},`)
  }
  console.log(`       which ${proven.issuer} issued on behalf of ${bold(principal.subject)}.\n`)
}

/** Who authorized what, from the records alone: principal, agents, calls. */
export function printAuthority(records) {
  const root = { below: new Map() }
  for (const record of records) {
    let node = root
    for (const hop of record.proven.chain) {
      if (!node.below.has(hop.subject)) node.below.set(hop.subject, { below: new Map() })
      node = node.below.get(hop.subject)
      // A hop that was only asserted once may have been signed another time.
      if (node.hop?.evidence !== 'signed') node.hop = hop
    }
    node.below.set(record, { record, below: new Map() })
  }
  for (const node of root.below.values()) branch(node, '', '')
}

function branch({ hop, record, below }, first, rest) {
  if (record !== undefined) {
    const verdict = record.decision === 'allow' ? green('✔') : red('✘')
    const why = record.denial === undefined ? record.policies.join(', ') : [record.denial.code, ...record.policies].join(', ')
    console.log(`${first}${verdict} ${cyan(record.tool)} ${dim(`at ${time(record.time)}, ${why}`)}`)
  } else if (hop.evidence === 'signed') {
    const until = `token ${hop.tokenId.slice(0, 8)} until ${time(hop.expiresAt)}`
    console.log(`${first}${bold(hop.subject)} ${yellow(hop.scopes.join(' '))} ${dim(`(${until}, signed)`)}`)
  } else {
    console.log(`${first}${bold(hop.subject)} ${dim(`(${hop.issuer} says so)`)}`)
  }
  const children = [...below.values()]
  children.forEach((child, index) => {
    const last = index === children.length - 1
    branch(child, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`)
  })
}

export function printEnd(right, all) {
  const text = `${right} of ${all} decisions were the expected ones`
  console.log(`\n${right === all ? green(text) : red(bold(text))}`)
}

function line(name, text) {
  console.log(`    ${dim(name.padEnd(10))} ${text}`)
}

function party({ subject, evidence }) {
  return `${subject} ${dim(`(${evidence})`)}`
}

function time(seconds) {
  return new Date(seconds * 1000).toISOString().slice(11, 19)
}

/** What a token says of itself. For people to read: nothing here is verified, so nothing may depend on it. */
function claims(token) {
  const { sub, act, scope } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))
  const actors = []
  for (let actor = act; actor !== undefined; actor = actor.act) actors.unshift(actor.sub)
  return `${[sub, ...actors].join(' → ')}, ${scope}`
}
