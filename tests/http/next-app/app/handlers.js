import { protect, protectTool } from 'narrowgate/next'

export const who = (guard) =>
  protect(guard, (_request, _context, { verified }) =>
    Response.json({ actor: verified.actor.subject, principal: verified.principal.subject }),
  )

export const read = (guard) =>
  protectTool(
    guard,
    async (_request, body) => ({ tool: 'files.read', inputText: await body.jsonText() }),
    async (request, _context, { grant, input }) => {
      // The request is still Next's own, and has its body
      if (request.nextUrl === undefined || (await request.json()).path !== input.path) return new Response(null, { status: 500 })
      return Response.json({ tool: grant.tool, policies: grant.policies, input })
    },
  )
