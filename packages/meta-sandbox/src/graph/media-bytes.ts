import type { Reply, Request } from '../http/exchange.ts'
import type { MediaFile } from '../media/shelf.ts'
import { bearerOf } from './call.ts'
import type { GraphDeps } from './graph-deps.ts'

/** The bytes behind a WhatsApp link: five minutes long, and only with the token. */
export function answerWhatsAppMedia({ accounts, media }: GraphDeps, request: Request): Reply {
  const token = bearerOf(request)
  const isAllowed = accounts().some((account) => account.accessToken === token && account.tokenState === 'valid')
  if (!isAllowed) return { status: 401, body: '' }
  const file = media.fetchWhatsApp(request.query)
  return typeof file === 'string' ? { status: 404, body: '' } : fileReply(file)
}

/** The bytes behind a link of Messenger's and Instagram's CDN: whoever has the link may have them. */
export function answerCdn({ media }: GraphDeps, { path, query }: Request): Reply {
  const file = media.fetchSigned(path, query)
  if (file === 'unknown') return { status: 404, body: 'Not found' }
  if (file === 'bad_signature') return { status: 403, body: 'Bad URL hash' }
  if (file === 'expired') return { status: 403, body: 'URL signature expired' }
  return fileReply(file)
}

function fileReply({ mime, bytes }: MediaFile): Reply {
  return { status: 200, headers: { 'content-type': mime, 'cache-control': 'max-age=3600' }, body: bytes }
}
