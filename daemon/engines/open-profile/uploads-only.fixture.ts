import type { Clock } from '#protocols/port/clock'
import { RemoteError, type RemoteCentre } from '#protocols/port/remote-centre'
import type { UploadCentre } from '#protocols/port/upload-centre'
import type { DownloadReply, UploadReply } from '#protocols/upload/web-api'
import { ModuleKeys } from '#simulator/cloud/module-keys'
import { UploadReceiver, type SignatureVerdict } from '#simulator/cloud/upload/upload-receiver'
import { MemoryUploadStore } from '#simulator/cloud/upload/upload-store'
import { testClinic } from '#simulator/staff'

/**
 * A centre whose upload can be reached, and whose remote API cannot.
 * @param verdict what it says of every signature; default: what is wrong with it, if anything
 */
export function uploadsOnly(clock: Clock, verdict?: SignatureVerdict): RemoteCentre & UploadCentre {
  const keys = new ModuleKeys()
  const receiver = new UploadReceiver({
    clock, store: new MemoryUploadStore(), isInstitution: (hospitalId) => hospitalId === testClinic.hospitalId,
    checkSignature: ({ sSamId: samId, sHospId: hospitalId, sClientRandom: clientRandom, sSignature: signature }) => {
      const bundle = { samId, hospitalId, clientRandom, signature, hcId: '', hcIdNo: '', hpcId: '', hpcIdNo: '' }
      return verdict ?? (keys.isBundle('upload', bundle) ? undefined : 'signatureWrong')
    },
  })
  return {
    call: async () => {
      throw new RemoteError({ kind: 'unreachable' })
    },
    upload: async (body): Promise<UploadReply> => receiver.upload(body),
    download: async (body): Promise<DownloadReply> => receiver.download(body),
  }
}
