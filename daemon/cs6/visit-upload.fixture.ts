import { rocFromIso } from '#protocols/bytes/roc-date'
import { serviceTypes } from '#protocols/cs6/service-type'
import { readReport, type UploadReport } from '#protocols/upload/report'
import type { UploadRecord } from '#protocols/upload/record'
import { stampOf } from '#protocols/upload/receipt'
import { writeUploadFile } from '#drivers/cloud/upload-file'
import { staff } from '#simulator/staff'
import { diagnoses, fees, orders, timeOf, type Program6, type StoryClinic } from './visit-story.fixture.ts'

/** nhi-facts §8.8: the report is there half an hour later; before that it is 5002. */
const NOT_YET = '5002'
const HALF_AN_HOUR = 30 * 60_000

const physician = staff.find(({ profession }) => profession === 'physician')?.idCardNum ?? ''

/** The visit as a HIS reports it in format 2.0 (nhi-facts §8.6). */
export function recordOf({ known }: Program6, { id, birthday }: StoryClinic): UploadRecord {
  const counted = known['SequelNumber/Next']
  const { hexSignatureItems = [] } = (known['Prescription/Write'] ?? {}) as { readonly hexSignatureItems?: readonly string[] }
  const text = (value: unknown) => typeof value === 'string' ? value : ''
  const then = timeOf(known)
  return {
    header: { H00: '1', H01: 'A' },
    visit: {
      M01: text(counted?.['samId']), M02: text(known['BasicData/Query']?.['cardSn']), M03: id, M04: rocFromIso(birthday),
      M05: text(counted?.['hospitalId']), M06: physician,
      M07: '01', M11: then, M12: '1', M13: text(counted?.['sequenceNumber']), M14: text(counted?.['signature']),
      M15: text(counted?.['treatmentNumber']), M20: '7', M23: '0', M24: '1', M35: diagnoses.mainCode, M36: diagnoses.subCode1,
      M44: String(fees.outpatientFee), M45: String(fees.costFee), M51: '4', M56: '11',
    },
    // a treatment is 3 on the card and 2 in an upload
    orders: orders.map(({ orderType, treatmentItemCode, usage, days, totalQuantity }, at) => ({
      D01: then, D02: orderType === '1' ? '1' : '2', D03: String(at + 1).padStart(3, '0'), D04: 'A', D05: '0', D06: treatmentItemCode,
      D08: usage, D09: days === null ? '' : String(days), D10: totalQuantity,
      D11: hexSignatureItems[at] ?? '', D14: days === null ? '' : 'PO',
    })),
  }
}

async function signed(program: Program6): Promise<Record<string, unknown>> {
  const bundle = await program.local('POST /api/sam/v1/Signature', { serviceType: serviceTypes.upload.code })
  const { samId, hospitalId, clientRandom, signature } = bundle
  return { sSamId: samId, sHospId: hospitalId, sClientRandom: clientRandom, sSignature: signature, sType: 'A1' }
}

/** Uploads, waits half an hour of the clinic's time and asks for the report (nhi-facts §8.8). */
export async function uploaded(program: Program6, story: StoryClinic): Promise<UploadReport> {
  const { clock } = story.door.running
  const sPatData = Buffer.from(writeUploadFile('2.0', [recordOf(program, story)])).toString('base64')
  const { RtnCode, Opcode } = await program.post('/V1000/VNHI_Upload', {
    ...await signed(program), sPatData, sUploadDT: `${stampOf(clock.now())}000`,
  })
  if (RtnCode !== '0000') throw new Error(`the upload was refused: ${String(RtnCode)}`)
  const report = async () => program.post('/V1000/VNHI_Download', { ...await signed(program), sOpcode: Opcode })
  const early = await report()
  if (early['RtnCode'] !== NOT_YET) throw new Error(`a report before its time: ${String(early['RtnCode'])}`)
  clock.advance(HALF_AN_HOUR)
  const { tx_result_json: text } = await report()
  return readReport(Buffer.from(String(text), 'base64').toString('utf8'))
}
