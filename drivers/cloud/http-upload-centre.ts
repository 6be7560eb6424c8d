import { RemoteError } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import type { RemoteEffect } from '#protocols/cs6/remote-call'
import {
  readUploadReply, vnhiDownload, vnhiUpload, type DownloadBody, type DownloadReply, type UploadBody, type UploadCall, type UploadReply,
} from '#protocols/upload/web-api'
import { SitesError, type Sites, type Verdict } from './sites.ts'

/** NHIA's upload Web API over HTTP, at the sites that take uploads. */
export class HttpUploadCentre implements UploadCentre {
  readonly #sites: Sites

  constructor(sites: Sites) {
    this.#sites = sites
  }

  upload(body: UploadBody): Promise<UploadReply> {
    return this.#ask(vnhiUpload, body, 'counts')
  }

  /** Every call has a signature of its own, which counts once, so a lost report is asked for with another. */
  download(body: DownloadBody): Promise<DownloadReply> {
    return this.#ask(vnhiDownload, body, 'counts')
  }

  async #ask<Reply>(call: UploadCall, body: object, effect: RemoteEffect): Promise<Reply> {
    const [path = ''] = call.paths
    const read = (answer: unknown): Verdict<Reply> => {
      const reply = readUploadReply(call, answer)
      return reply === undefined ? { kind: 'unreadable' } : { kind: 'value', value: reply as Reply }
    }
    try {
      return await this.#sites.ask({ path, body, effect, read })
    } catch (error) {
      if (error instanceof SitesError) throw new RemoteError({ kind: error.failure }, { cause: error.cause })
      throw error
    }
  }
}
