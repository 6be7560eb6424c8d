import type { DownloadBody, DownloadReply, UploadBody, UploadReply } from '../upload/web-api.ts'

/** NHIA's upload Web API (nhi-facts §8.8), wherever it is. Both throw RemoteError without a reply; a RtnCode is a reply. */
export interface UploadCentre {
  /** Sent once: a file that arrived twice is two uploads. */
  upload(body: UploadBody): Promise<UploadReply>
  download(body: DownloadBody): Promise<DownloadReply>
}
