/** The body of a request, or `too-long`. It is read up to the limit and no further. */
export async function bodyOf(request: Request, most: number): Promise<Uint8Array<ArrayBuffer> | 'too-long'> {
  if (Number(request.headers.get('content-length')) > most) return 'too-long'
  if (request.body === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > most) {
      await reader.cancel()
      return 'too-long'
    }
    chunks.push(value)
  }
  return joined(chunks, length)
}

/** `undefined` where it is no JSON in UTF-8. */
export function jsonOf(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)) as unknown }
  } catch {
    return undefined
  }
}

/** SHA-256, base64url. */
export async function sha256(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return body
}
