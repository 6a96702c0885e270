/**
 * Policies, in one file of several. Without an `@id` of its own, a policy is named after its source and its place in it: `billing.cedar:policy0`.
 *
 * @example
 * const sources: PolicySource[] = [
 *   { name: 'billing.cedar', text: readFileSync('billing.cedar', 'utf8') },
 *   { name: 'generated', json: { staticPolicies, templates: {}, templateLinks: [] } },
 * ]
 */
export type PolicySource =
  | string
  /** Cedar's syntax. */
  | { readonly name?: string; readonly text: string; readonly json?: undefined; readonly prepared?: undefined }
  /** Cedar's JSON form of a policy set: the object, or its text. */
  | { readonly name?: string; readonly json: object | string; readonly text?: undefined; readonly prepared?: undefined }
  /** What `preparePolicies` gave: alone, without other sources and without links. */
  | { readonly name?: string; readonly prepared: string; readonly text?: undefined; readonly json?: undefined }

/**
 * A policy made of a template.
 *
 * @example
 * const link: TemplateLink = { id: 'alice-reads', template: 'reads', principal: { type: 'User', id: 'https://as.example alice' } }
 */
export interface TemplateLink {
  /** The name of the policy that it makes. */
  readonly id: string
  /** The `@id` of the template. */
  readonly template: string
  /** What stands for `?principal`. */
  readonly principal?: EntityName
  /** What stands for `?resource`. */
  readonly resource?: EntityName
}

/** An entity of Cedar's: `User::"https://as.example alice"`. */
export interface EntityName {
  readonly type: string
  readonly id: string
}

/** What replaces the policies of a live gate. */
export interface Policies {
  readonly policies: string | readonly PolicySource[]
  readonly templateLinks?: readonly TemplateLink[]
}

/** A place in a file of policies. */
export interface Span {
  /** The file's name, or its place in the list of sources. */
  readonly source: string
  /** From 1. */
  readonly line: number
  /** In characters (code points), from 1. */
  readonly column: number
  /** In bytes of UTF-8, from 0. */
  readonly offset: number
  /** In bytes of UTF-8. */
  readonly length: number
}

/** What is not wrong with a policy, and not right either: a `permit` that can never match, a name that looks like another, a comparison of who approves with a party that no approver can be. */
export interface PolicyWarning {
  readonly policy: string
  readonly message: string
  readonly span?: Span
}

/** The annotations of one policy, by key, without `@id`. */
export type Annotations = Readonly<Record<string, string>>

/** A policy that decided. */
export interface DeterminingPolicy {
  /** The name that `@id` gives it, or its place. */
  readonly id: string
  readonly annotations?: Annotations
}

/** A policy that came near to permitting a call that none permitted. */
export interface Near {
  readonly policy: string
  /** How many of its conditions did not hold. */
  readonly unmet: number
  /** Where the first one of them stands: in the scope, or in a `when` or `unless`. */
  readonly part: 'principal' | 'resource' | 'condition'
  /** That condition, as it is written. */
  readonly condition: string
  /** `error`: on its own it can't be evaluated; it asks for something that is not there. */
  readonly outcome: 'false' | 'error'
}
