// Of no library's types: which runtime's they would be, the caller knows.

/** Bytes of a module. */
export type ModuleBytes = ArrayBuffer | ArrayBufferView

/** What is read of the `Response` of a `fetch`. */
export interface ModuleResponse {
  readonly ok: boolean
  readonly status: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Where a module comes from: a compiled `WebAssembly.Module`, its bytes, the address to fetch it from (a string or a `URL`), or the `Response` of a fetch. */
export type ModuleSource = ModuleResponse | ModuleBytes | { readonly href: string } | object | string
