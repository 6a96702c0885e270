import type { ResourceMetadata } from '../types/published.js'

/** RFC 9728, section 3.1: the well-known name goes between host and path of the resource; the slash of an empty path goes. */
export function metadataPath({ resource }: ResourceMetadata): string | undefined {
  if (!URL.canParse(resource)) return undefined
  const { pathname, search } = new URL(resource)
  return `/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname}${search}`
}

/** Does this request ask for the metadata? */
export function answersMetadata(request: Request, metadata: ResourceMetadata): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const path = metadataPath(metadata)
  const { pathname, search } = new URL(request.url)
  return path === pathname || path === `${pathname}${search}`
}

/** RFC 9728, section 3.2. It is public, for clients in browsers, too. */
export function metadataResponse(metadata: ResourceMetadata): Response {
  return new Response(JSON.stringify(metadata), {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=3600', 'Access-Control-Allow-Origin': '*' },
  })
}
