import type { ServerProcess } from '../../../tools/server-process.ts'

/** A call of the server's REST API, for the preparations of a benchmark. Throws what the server refuses. */
export async function callApi<T>(
  server: Pick<ServerProcess, 'url'>,
  token: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
