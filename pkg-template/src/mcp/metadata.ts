import type { ResourceMetadata } from '../types/published.js'

/** RFC 9728, section 3.1: the well-known name goes between host and path of the resource. */
export function metadataPath({ resource }: ResourceMetadata): string | undefined {
  if (!URL.canParse(resource)) return undefined
  const { pathname } = new URL(resource)
  return `/.well-known/oauth-protected-resource${pathname === '/' ? '' : pathname.replace(/\/$/, '')}`
}

/** Does this request ask for the metadata? */
export function answersMetadata(request: Request, metadata: ResourceMetadata): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && new URL(request.url).pathname === metadataPath(metadata)
}

/** RFC 9728, section 3.2. It is public, for clients in browsers, too. */
export function metadataResponse(metadata: ResourceMetadata): Response {
  return new Response(JSON.stringify(metadata), {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=3600', 'Access-Control-Allow-Origin': '*' },
  })
}
