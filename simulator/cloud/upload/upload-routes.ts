import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { vnhiDownload, vnhiUpload } from '#protocols/upload/web-api'
import type { UploadReceiver } from './upload-receiver.ts'

/** What a body has besides its file: names, signature, and the third that base64 adds. */
const BASE64 = 4 / 3, BESIDES = 16_384

/** A body of JSON; undefined when it is none, which the receiver refuses. */
async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    return undefined
  }
}

/**
 * The calls of the upload Web API as routes for the site of the simulated cloud. Whatever goes wrong is a RtnCode with HTTP
 * 200, as clients read it (nhi-facts §8.8).
 */
export function uploadRoutes(receiver: UploadReceiver): Hono {
  const routes = new Hono()
  const limited = bodyLimit({
    maxSize: Math.ceil(receiver.limits.mostBytes * BASE64) + BESIDES, onError: (context) => context.json(receiver.refuseTooLarge()),
  })
  for (const path of vnhiUpload.paths) {
    const acceptsUtf8 = path.startsWith('/V2000/')
    routes.post(path, limited, async (context) => context.json(receiver.upload(await jsonOf(context.req.raw), { acceptsUtf8 })))
  }
  for (const path of vnhiDownload.paths) {
    routes.post(path, limited, async (context) => context.json(receiver.download(await jsonOf(context.req.raw))))
  }
  return routes
}
