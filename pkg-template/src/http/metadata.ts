import type { ResourceMetadata } from '../types/published.js'

/**
 * Where the metadata of a resource is found (RFC 9728, section 3.1): the well-known path, inserted between host and path. `undefined` for a resource that is no
 * `https` or `http` URL.
 *
 * @example
 * metadataPath('https://tools.example/mcp') // '/.well-known/oauth-protected-resource/mcp'
 */
export function metadataPath(resource: string): string | undefined {
  if (!URL.canParse(resource)) return undefined
  const { protocol, pathname, search } = new URL(resource)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}${search}`
}

/** The answer to a request for the document at this path; `undefined` where it is for something else. */
export function metadataAnswer(request: Request, path: string | undefined, metadata: () => ResourceMetadata): Response | undefined {
  if (path === undefined || !URL.canParse(request.url)) return undefined
  const { pathname, search } = new URL(request.url)
  return pathname === path || `${pathname}${search}` === path ? metadataResponse(request.method, metadata) : undefined
}

/** It is public: scripts of every origin may read it. */
function metadataResponse(method: string, metadata: () => ResourceMetadata): Response {
  const headers = { 'Access-Control-Allow-Origin': '*' }
  if (method === 'OPTIONS') {
    const allowed = { 'Access-Control-Allow-Methods': 'GET, HEAD', 'Access-Control-Allow-Headers': '*' }
    return new Response(null, { status: 204, headers: { ...headers, ...allowed } })
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { ...headers, Allow: 'GET, HEAD, OPTIONS' } })
  }
  const described = { ...headers, 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=3600' }
  return new Response(method === 'HEAD' ? null : JSON.stringify(metadata()), { headers: described })
}
