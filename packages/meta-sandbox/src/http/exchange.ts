import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Request {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface Reply {
  status: number
  headers?: Record<string, string>
  body: Buffer | string
}

/** Something is wrong with the request itself. */
export class BadRequest extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'BadRequest'
    this.status = status
  }
}

const largestBody = 1024 * 1024

/** Reads the whole request. Throws `BadRequest` when it is too large or its path is no path. */
export async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const url = URL.parse(incoming.url ?? '/', 'http://localhost')
  if (!url) throw new BadRequest(400, 'The path cannot be read.')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read to its end all the same: whoever is cut off while sending does not get to see the answer.
    if (size <= largestBody) chunks.push(chunk)
  }
  if (size > largestBody) throw new BadRequest(413, `The body is larger than ${largestBody} bytes.`)
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  }
}

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
    body: JSON.stringify(body),
  }
}

export function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** A JSON object, or `BadRequest`. An empty body is an empty object. */
export function jsonBody({ body }: Request): Record<string, unknown> {
  if (body.length === 0) return {}
  const parsed = parsedJson(body.toString())
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new BadRequest(400, 'The body has to be a JSON object.')
  }
  return parsed as Record<string, unknown>
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadRequest(400, 'The body is not JSON.')
  }
}
