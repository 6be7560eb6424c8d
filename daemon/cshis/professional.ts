import type { Implementations } from './call.ts'

export const professional: Implementations<
  'hpcGetHPCStatus' | 'hpcGetHPCSN' | 'hpcGetHPCSSN' | 'hpcGetHPCCNAME' | 'hpcGetHPCENAME'
> = {
  hpcGetHPCStatus: (call) => call.professional(() => {
    const { hpc } = call.cards.clinic.base.snapshot.value
    const isVerified = typeof hpc !== 'string' && hpc.present.pin === 'verified'
    return { output: { status: isVerified ? 1 : 0 } }
  }),
  hpcGetHPCSN: (call) => call.professional(({ info: { serialNumber } }) => ({ output: { hpcSn: serialNumber } })),
  hpcGetHPCSSN: (call) => call.professional(({ basic: { idCardNum } }) => ({ output: { hpcSsn: idCardNum } })),
  hpcGetHPCCNAME: (call) => call.professional(({ basic: { name } }) => ({ output: { hpcCname: name } })),
  hpcGetHPCENAME: (call) => call.professional(({ basic: { englishName } }) => ({ output: { hpcEname: englishName } })),
}
