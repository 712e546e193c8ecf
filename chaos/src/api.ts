/** The answer of a route, whatever its status. */
export interface Answer<T = unknown> {
  status: number
  text: string
  body: T
}

/** A call of the REST API as anybody outside would make it. `bearer`: a session or a token. */
export async function call<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  { body, bearer }: { body?: unknown; bearer?: string | undefined } = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`
  const answer = await fetch(url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const text = await answer.text()
  return { status: answer.status, text, body: readJson(text) as T }
}

/** The body of an answer that has to be a success. */
export async function must<T>(calling: Promise<Answer<T>>): Promise<T> {
  const { status, text, body } = await calling
  if (status < 200 || status > 299) throw new Error(`a call that must succeed was answered ${status}: ${text}`)
  return body
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // a page, or nothing: then the text is all there is
  }
}
