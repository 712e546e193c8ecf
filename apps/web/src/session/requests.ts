import { createRequests } from '@switchboard/sdk'

/** For what needs no workspace: the browser's own cookie says who asks. */
export const requests = createRequests({ url: location.origin, fetch: fetch.bind(globalThis) })
