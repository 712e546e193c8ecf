import { catalogue, ErrorBody, type ErrorCode } from '@switchboard/protocol'
import { type TSchema, Type } from 'typebox'

/** What a route may refuse with, as response schemas: `response: { 200: View, ...refusals('account_exists') }`. */
export function refusals(...codes: ErrorCode[]): Record<number, TSchema> {
  const byStatus = Map.groupBy(codes, (code) => catalogue[code].status)
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, refusalSchema(group)]))
}

function refusalSchema(codes: ErrorCode[]): TSchema {
  const description = codes.map((code) => `\`${code}\`: ${catalogue[code].meaning}`).join('\n\n')
  const code = codes.length === 1 ? Type.Literal(codes[0]!) : Type.Union(codes.map((each) => Type.Literal(each)))
  return Type.Object({ ...ErrorBody.properties, code }, { description })
}
