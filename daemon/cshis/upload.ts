import { fromBase64 } from '#protocols/bytes/base64'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { RemoteError } from '#protocols/port/remote-centre'
import { readOpcode } from '#protocols/upload/opcode'
import { receiptOf, stampOf } from '#protocols/upload/receipt'
import { RECEIVED, rtnCodeOf, uploadRefusals } from '#protocols/upload/refusals'
import type { UploadReply } from '#protocols/upload/web-api'
import { bundleOfSam } from '../engines/open-profile/signature-bundle.ts'
import type { Implementations } from './call.ts'
import { CshisRefusal } from './refusal.ts'

/** nhi-facts §3.1: the centre does not take the signature; size or transfer. Which RtnCode stands for which is assumed. */
const SIGNATURE = 6014, TRANSFER = 6015
const ofSignature: readonly string[] = [uploadRefusals.signatureOld, uploadRefusals.signatureWrong, uploadRefusals.moduleRevoked]
  .map(({ code }) => rtnCodeOf(code))
/** Characters. What was received without a sound one is received all the same, and may not be sent again as if it were not. */
const OPCODE_LENGTH = 42
/** 作業類別: formal. */
const FORMAL = 'A1'

export const upload: Implementations<'csUploadData'> = {
  csUploadData: async ({ cards, caller, clock }, { content, fileSize }) => {
    const bytes = fromBase64(content)
    if (Number(fileSize) !== bytes?.length) throw new CshisRefusal(TRANSFER)
    return cards.withInstitution(caller, async (institution) => {
      const { remote } = institution
      if (remote === undefined) throw new NhicardError('IDC_UNREACHABLE', {})
      const { samId, hospitalId, clientRandom, signature } = await bundleOfSam(institution, 'upload')
      const uploadedAt = stampOf(clock.now())
      const { RtnCode, Opcode } = await sent(() => remote.upload({
        sSamId: samId, sHospId: hospitalId, sClientRandom: clientRandom, sSignature: signature, sType: FORMAL, sPatData: content,
        sUploadDT: uploadedAt,
      }))
      const isReceived = RtnCode === RECEIVED && Opcode.length === OPCODE_LENGTH
      if (!isReceived) throw new CshisRefusal(ofSignature.includes(RtnCode) ? SIGNATURE : TRANSFER)
      return { output: { receipt: receiptOf(readOpcode(Opcode), uploadedAt) } }
    })
  },
}

/** @throws NhicardError IDC_UNREACHABLE: it was sent to nobody; CshisRefusal 6015: whether it arrived is not known */
async function sent(send: () => Promise<UploadReply>): Promise<UploadReply> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    if (error.failure.kind === 'unreachable') throw new NhicardError('IDC_UNREACHABLE', {}, { cause: error })
    throw new CshisRefusal(TRANSFER)
  }
}
