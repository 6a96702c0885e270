import { Fault } from './errors.js'

/**
 * How far a fetch may reach. `public`: `https` to public addresses. `private`: `https` to those of private networks as well. `loopback`: `http` or
 * `https` to this machine alone, for development and tests.
 *
 * @example
 * const issuer = { issuer: 'https://sso.corp.example', network: 'private' satisfies Network }
 */
export type Network = 'public' | 'private' | 'loopback'

/** What an address is for. `never`: nothing that keys are fetched from, such as link-local addresses, where clouds serve their secrets. */
export type Reach = Network | 'never'

/**
 * Where this URL must not be fetched from, the reason; `undefined` where it may be. Names that are not resolved here count as public, but for those
 * that can't be.
 */
export function urlFault(url: URL, network: Network): string | undefined {
  const schemes = network === 'loopback' ? ['https:', 'http:'] : ['https:']
  if (!schemes.includes(url.protocol)) return 'its scheme is not https'
  if (url.username !== '' || url.password !== '') return 'it has credentials'
  return mayReach(reachOfHost(url.hostname), network) ? undefined : 'its host lies outside of the network that is allowed'
}

export function mayReach(reach: Reach, network: Network): boolean {
  return reach === network || (network === 'private' && reach === 'public')
}

/**
 * One address outside is one too many: whoever answers for the name chooses which is used.
 *
 * @throws Fault where there is one
 */
export function checkAll(addresses: readonly { readonly address: string }[], network: Network): void {
  for (const { address } of addresses) {
    if (mayReach(reachOfAddress(address) ?? 'never', network)) continue
    throw new Fault('address_refused', `its name resolves to ${address}, outside of the network that is allowed`)
  }
}

/** What a URL's host is for: its address, or what the name alone says. */
export function reachOfHost(host: string): Reach {
  const reach = reachOfAddress(host.replace(/^\[(.*)\]$/, '$1'))
  if (reach !== undefined) return reach
  const name = host.toLowerCase().replace(/\.$/, '')
  // RFC 6761, section 6.3
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback'
  return !name.includes('.') || PRIVATE_NAMES.some((suffix) => name.endsWith(suffix)) ? 'private' : 'public'
}

/** What an IP address is for; `undefined` where it is none. */
export function reachOfAddress(address: string): Reach | undefined {
  const four = readFour(address)
  if (four !== undefined) return reachOfFour(four)
  const six = readSix(address)
  return six === undefined ? undefined : reachOfSix(six)
}

function reachOfFour(address: number): Reach {
  const block = FOUR.find(([first, bits]) => address >>> (32 - bits) === first >>> (32 - bits))
  return block?.[2] ?? 'public'
}

function reachOfSix(groups: readonly number[]): Reach {
  const [a = 0, b = 0] = groups
  const starts = (...first: readonly number[]): boolean => first.every((group, index) => groups[index] === group)
  const inner = (index: number): Reach => reachOfFour((((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0)) >>> 0)
  if (starts(0, 0, 0, 0, 0, 0, 0, 1)) return 'loopback'
  // RFC 4291, section 2.5.5.2: it is the IPv4 address; RFC 6052, section 2.1: it leads there
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0x64, 0xff9b, 0, 0, 0, 0)) return inner(6)
  // The metadata services of AWS and of Google, among the unique local ones of RFC 4193
  if (starts(0xfd00, 0xec2) || starts(0xfd20, 0xce)) return 'never'
  if (a >>> 9 === 0xfc >>> 1) return 'private'
  // RFC 4291, section 2.4: of what is global unicast, 2000::/3 is in use; RFC 6890 and RFC 9637 take some of it for other ends
  const isSpecial = (a === 0x2001 && (b < 0x200 || b === 0xdb8)) || a === 0x2002 || (a === 0x3fff && b < 0x1000)
  return a >>> 13 === 1 && !isSpecial ? 'public' : 'never'
}

function readFour(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.some((byte) => byte > 255) ? undefined : bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

/** The eight groups of an IPv6 address, without its zone. */
function readSix(text: string): readonly number[] | undefined {
  let plain = text.replace(/%.*$/, '')
  const four = /(?<=:)\d+\.\d+\.\d+\.\d+$/.exec(plain)?.[0]
  if (four !== undefined) {
    const address = readFour(four)
    if (address === undefined) return undefined
    plain = `${plain.slice(0, -four.length)}${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}`
  }
  if (!/^[0-9a-f:]+$/i.test(plain)) return undefined
  const halves = plain.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [head = [], tail] = halves
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const groups = [...head, ...new Array<string>(tail === undefined ? 0 : missing).fill('0'), ...(tail ?? [])]
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : undefined
}

const four = (text: string): number => readFour(text) ?? 0

/** IANA's registry of special-purpose IPv4 addresses, with multicast: first address, bits, what for. */
const FOUR: readonly (readonly [first: number, bits: number, reach: Reach])[] = [
  // The metadata service of Alibaba, in a block that is private
  [four('100.100.100.200'), 32, 'never'],
  // The platform of Azure as its machines see it, in a block that is public
  [four('168.63.129.16'), 32, 'never'],
  [four('0.0.0.0'), 8, 'never'],
  [four('10.0.0.0'), 8, 'private'],
  [four('100.64.0.0'), 10, 'private'],
  [four('127.0.0.0'), 8, 'loopback'],
  [four('169.254.0.0'), 16, 'never'],
  [four('172.16.0.0'), 12, 'private'],
  [four('192.0.0.0'), 24, 'never'],
  [four('192.0.2.0'), 24, 'never'],
  [four('192.88.99.0'), 24, 'never'],
  [four('192.168.0.0'), 16, 'private'],
  [four('198.18.0.0'), 15, 'never'],
  [four('198.51.100.0'), 24, 'never'],
  [four('203.0.113.0'), 24, 'never'],
  [four('224.0.0.0'), 4, 'never'],
  [four('240.0.0.0'), 4, 'never'],
]

/** Names that only a private network resolves: of one label, and under these. */
const PRIVATE_NAMES = ['.local', '.internal', '.intranet', '.lan', '.home.arpa']
