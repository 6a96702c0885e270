import type { ListedTool } from '../types/answers.js'
import { after, type Maybe } from '../maybe.js'
import type { GuardOptions } from './options.js'
import type { Visit } from './visit.js'

/** Leaves out of a list's result what would be denied for certain. */
export type Filter = (result: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** What may be seen of the answer to this method; `undefined` where it is no list. */
export function filterOf(method: string, visit: Visit, options: GuardOptions): Maybe<Filter | undefined> {
  const list = LISTS.get(method)
  if (list === undefined) return undefined
  return after(visit.listed(), (listed) => {
    const shown = new Set(listed.filter((tool) => isShown(tool, options)).map(({ name }) => name))
    return (result) => filtered(result, list, shown)
  })
}

/** Of a list, the member that holds it, and the gate's name of an item. */
interface List {
  readonly member: string
  readonly nameOf: (item: Readonly<Record<string, unknown>>) => unknown
}

const LISTS: ReadonlyMap<string, List> = new Map<string, List>([
  ['tools/list', { member: 'tools', nameOf: (tool) => tool['name'] }],
  ['prompts/list', { member: 'prompts', nameOf: (prompt) => `prompts/get:${String(prompt['name'])}` }],
  ['resources/list', { member: 'resources', nameOf: () => 'resources/read' }],
  ['resources/templates/list', { member: 'resourceTemplates', nameOf: () => 'resources/read' }],
])

function isShown({ permissible, code }: ListedTool, { listStepUp }: GuardOptions): boolean {
  return permissible !== 'never' || (listStepUp === true && code === 'scope_insufficient')
}

/** Pages keep their cursors: one may come out shorter than it was, or empty. */
function filtered(result: Readonly<Record<string, unknown>>, list: List, shown: ReadonlySet<unknown>): Readonly<Record<string, unknown>> {
  const items = result[list.member]
  const kept = Array.isArray(items) ? items.filter((item: unknown) => isItem(item) && shown.has(list.nameOf(item))) : []
  // MCP 2026-07-28, caching: what one client may see is no public answer
  const cacheScope = 'cacheScope' in result ? { cacheScope: 'private' } : {}
  return { ...result, [list.member]: kept, ...cacheScope }
}

function isItem(item: unknown): item is Readonly<Record<string, unknown>> {
  return typeof item === 'object' && item !== null
}
