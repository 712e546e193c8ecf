import type { JsonObject } from '../wire/update.ts'

/** A refusal in the words of the Graph API. */
export class GraphError extends Error {
  readonly status: number
  readonly type: string
  readonly code: number
  readonly subcode: number | undefined

  constructor(status: number, type: string, code: number, message: string, subcode?: number) {
    super(message)
    this.name = 'GraphError'
    this.status = status
    this.type = type
    this.code = code
    this.subcode = subcode
  }

  body(trace: string): JsonObject {
    const { message, type, code, subcode } = this
    return { error: { message, type, code, error_subcode: subcode, fbtrace_id: trace } }
  }
}

export function noToken(): GraphError {
  return new GraphError(400, 'OAuthException', 104, 'An access token is required to request this resource.')
}

export function unknownToken(): GraphError {
  return new GraphError(400, 'OAuthException', 190, 'Invalid OAuth access token - Cannot parse access token')
}

export function expiredToken(): GraphError {
  return new GraphError(400, 'OAuthException', 190, 'Error validating access token: Session has expired.', 463)
}

export function revokedToken(): GraphError {
  const message = 'Error validating access token: The session has been invalidated.'
  return new GraphError(400, 'OAuthException', 190, message, 460)
}

export function wrongProof(): GraphError {
  return new GraphError(400, 'GraphMethodException', 100, 'Invalid appsecret_proof provided in the API argument')
}

/** There is no such object, or the token may not see it: the platform does not say which. */
export function noSuchObject(method: string, id: string): GraphError {
  const message = `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`
  return new GraphError(400, 'GraphMethodException', 100, message, 33)
}

export function noSuchAlias(alias: string): GraphError {
  const message = `(#803) Some of the aliases you requested do not exist: ${alias}`
  return new GraphError(404, 'OAuthException', 803, message)
}

export function noSuchField(field: string, nodeType: string): GraphError {
  const message = `(#100) Tried accessing nonexisting field (${field}) on node type (${nodeType})`
  return new GraphError(400, 'OAuthException', 100, message)
}

export function wrongParameter(message: string): GraphError {
  return new GraphError(400, 'OAuthException', 100, `(#100) ${message}`)
}

export function noConsent(): GraphError {
  return new GraphError(400, 'OAuthException', 230, '(#230) User consent is required to access user profile')
}

export function noProfile(): GraphError {
  return new GraphError(400, 'OAuthException', 100, '(#100) No profile available for this user.', 2018218)
}

export function needsAppToken(): GraphError {
  return new GraphError(400, 'OAuthException', 15, '(#15) This method must be called with an app access_token.')
}

export function failedVerification(reason: string): GraphError {
  const message = `(#2200) Callback verification failed with the following errors: ${reason}`
  return new GraphError(400, 'OAuthException', 2200, message)
}

export function unknownPath(path: string): GraphError {
  return new GraphError(404, 'OAuthException', 2500, `Unknown path components: ${path}`)
}
