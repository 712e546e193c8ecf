import { type FailureDetails, type FailureKind, PlatformError } from '@switchboard/platform-kit'
import { asNumber, asObject, asText, type JsonObject } from './json.ts'

/** A refusal of the Graph API. The code decides what it means and the subcode where they differ, never the words. */
export class GraphError extends PlatformError {
  override readonly name = 'GraphError'
  readonly graphCode: number
  readonly graphSubcode: number | null

  constructor(kind: FailureKind, graphCode: number, graphSubcode: number | null, details: FailureDetails) {
    const code = graphSubcode === null ? `${graphCode}` : `${graphCode}/${graphSubcode}`
    super(kind, `the Graph API refused with ${code}`, { ...details, code })
    this.graphCode = graphCode
    this.graphSubcode = graphSubcode
  }
}

/** The refusal in an answer, whatever its status: some come with 200. Null where there is none. */
export function graphErrorIn(status: number, headers: Headers, body: JsonObject): GraphError | null {
  const error = asObject(body.error)
  const code = error && numberOf(error.code)
  if (!error || code === null) return null
  const subcode = numberOf(error.error_subcode)
  const kind = kindOf(code, subcode, error.is_transient === true || status >= 500, status === 429)
  return new GraphError(kind, code, subcode, { trace: asText(error.fbtrace_id), retryAfterMs: retryAfterIn(headers) })
}

/** How long the platform asks us to wait, where it does. */
export function retryAfterIn(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const longest = Math.max(...[seconds * 1000, ...usagePauses(headers)].filter((ms) => ms > 0 && ms < week_ms), 0)
  return longest > 0 ? longest : null
}

const minute_ms = 60_000
const week_ms = 7 * 24 * 60 * minute_ms

/** `{"<asset>": [{"estimated_time_to_regain_access": <minutes>, …}]}` */
function usagePauses(headers: Headers): number[] {
  const usage = asObject(parsed(headers.get('x-business-use-case-usage') ?? ''))
  return Object.values(usage ?? {})
    .flatMap((asset) => (Array.isArray(asset) ? asset : []))
    .map((use) => (asNumber(asObject(use)?.estimated_time_to_regain_access) ?? 0) * minute_ms)
}

const kinds: readonly (readonly [FailureKind, readonly number[]])[] = [
  // Rate limits: of the app, the user, the Page, an action, a custom one; and those of a business use case.
  ['throttled', [4, 17, 32, 341, 613, 80001, 80002, 80006, 80007, 80008]],
  ['unavailable', [1, 2]],
  // Token invalid, proof missing or wrong, permission missing. 200 to 299 belong here too.
  ['credentials_rejected', [0, 10, 102, 104, 190]],
  ['rejected', [230]],
]
const kindByCode = new Map(kinds.flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)))

/** Where the subcode says something else than its code. */
const kindByPair = new Map<string, FailureKind>([
  // Outside of the window, a tag that is not allowed, a person who cannot receive now.
  ...['10/2018278', '10/2018065', '10/2534022', '10/2018108', '10/2018336'].map((pair) => [pair, 'rejected'] as const),
  ['10/1893063', 'throttled'], // the Page is restricted for some hours
  ['100/2534013', 'credentials_rejected'], // the Page has lost its Instagram account
  ['200/1545041', 'rejected'], // the person is unavailable
  ['200/2018028', 'rejected'], // the app is not reviewed for this person
])

function kindOf(code: number, subcode: number | null, isTransient: boolean, isTooMany: boolean): FailureKind {
  const known = kindByPair.get(`${code}/${subcode}`) ?? kindByCode.get(code)
  if (known) return known
  if (isTooMany) return 'throttled'
  if (isPermission(code)) return 'credentials_rejected'
  return isTransient ? 'unavailable' : 'rejected'
}

/** The token is good, and not for this. */
export function isPermission(code: number): boolean {
  return code === 10 || (code >= 200 && code <= 299 && code !== 230)
}

function numberOf(value: unknown): number | null {
  const text = asText(value)
  return asNumber(text === null ? value : Number(text))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // a header that nobody can read says nothing
  }
}
