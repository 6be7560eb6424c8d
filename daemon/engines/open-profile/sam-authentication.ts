import { officialCode } from '#protocols/auth/outcome'
import { samIdcMachine, type SamIdcEvent } from '#protocols/auth/sam-idc.machine'
import { samIdcOutcomes } from '#protocols/auth/sam-idc-outcomes'
import { hex, unhex } from '#protocols/bytes/hex'
import { NhicardError } from '#protocols/errors/nhicard-error'
import type { Conversation } from '#protocols/port/idc'
import { runFrame } from '../../actors/run-frame.ts'
import { PATIENCE_MS, type Around } from './around.ts'
import { isRefused, type SecurityModule } from './security-module.ts'
import { shownCertificate } from './shown-certificate.ts'
import { Trouble, type TroubleEvents } from './trouble.ts'

/** The data centre after it accepted a module. */
export interface Centre {
  readonly conversation: Conversation
  /** Content of 7F21. */
  readonly certificate: Uint8Array
  /** The security module's own, as it showed the centre. */
  readonly samCertificate: Uint8Array
}

/**
 * Authenticates a security module with the data centre.
 * @returns where the centre knows the module, and its certificate
 * @throws NhicardError SAM_REFUSED, IDC_UNREACHABLE, and what the module's reader says
 */
export async function authenticateSam(module: SecurityModule, { clock, idc }: Around): Promise<Centre> {
  let centreCertificate: Uint8Array = new Uint8Array()
  let samCertificate: Uint8Array = new Uint8Array()
  const trouble = new Trouble<SamIdcEvent>()
  const lost: TroubleEvents<SamIdcEvent> = { card: { type: 'samLost' } }
  const centre: TroubleEvents<SamIdcEvent> = {
    ...lost, unreachable: { type: 'unreachable' }, centre: (code: number) => ({ type: 'centreRefused', code }),
  }
  const output = await runFrame(samIdcMachine, {
    input: { samId: module.holder.samId }, clock, patience: () => PATIENCE_MS, silence: { type: 'timedOut' },
    effects: {
      askHello: ({ samId }) => trouble.meet(async () => {
        const { conversation, challenge, certificate } = await idc.hello(samId)
        return { type: 'helloGiven', conversation, challenge: hex(challenge), certificate: hex(certificate) }
      }, centre),
      showCertificate: ({ certificate }) => trouble.meet(async () => {
        const content = unhex(certificate)
        const shown = shownCertificate(content, clock)
        // one that is none is left to the module to refuse
        if (shown.type === 'certificateGiven' && !shown.inForce) return { type: 'outOfDate' }
        centreCertificate = content
        const refusal = await module.takeCertificate(content)
        return refusal === undefined ? { type: 'accepted' } : { type: 'refused', sw: refusal.sw }
      }, lost),
      askSignature: ({ challenge }) => trouble.meet(async () => {
        const signed = await module.sign(unhex(challenge))
        if (isRefused(signed)) return { type: 'refused', sw: signed.sw }
        return { type: 'signatureGiven', certificate: hex(signed.certificate), signature: hex(signed.signature) }
      }, lost),
      askChallenge: () => trouble.meet(async () => {
        const given = await module.challenge()
        return isRefused(given) ? { type: 'refused', sw: given.sw } : { type: 'challengeGiven', challenge: hex(given.challenge) }
      }, lost),
      showProof: ({ conversation, certificate, signature, challenge }) => trouble.meet(async () => {
        const proof = { certificate: unhex(certificate), signature: unhex(signature), challenge: unhex(challenge) }
        samCertificate = proof.certificate
        const answer = await idc.authenticate(conversation, proof)
        return { type: 'proofGiven', signature: hex(answer.signature), at: answer.at }
      }, centre),
      showSignature: ({ signature }) => trouble.meet(async () => {
        const refusal = await module.takeSignature(unhex(signature))
        return refusal === undefined ? { type: 'accepted' } : { type: 'refused', sw: refusal.sw }
      }, lost),
      // a PC keeps its own time; it is compared, never set
      setClock: () => ({ type: 'clockSet' as const }),
    },
  }).done
  if (output.authenticated && output.conversation !== null) {
    return { conversation: output.conversation, certificate: centreCertificate, samCertificate }
  }
  trouble.raise()
  const failure = output.failure ?? 'centreMalformed'
  if (failure === 'centreUnreachable') throw new NhicardError('IDC_UNREACHABLE', {})
  throw new NhicardError('SAM_REFUSED', { code: officialCode(samIdcOutcomes[failure], 'hc', module.form) })
}
