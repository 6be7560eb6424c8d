import * as z from 'zod'
import { ascii } from '../bytes/field.ts'
import { slots } from '../nhi-card/card-file.ts'
import { uploadReceipt } from '../upload/receipt.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { contentInput, fieldInput } from './input.ts'

const parameter = (zh: string, length: number) => fieldInput(
  ascii(length, zh, { mark: 'open', provenance: { assumed: 'nhi-facts §2.1 (3.1) gives no length' } }),
  z.string().regex(/^\d*$/).max(length),
)

/** Bytes: ours; the facts know only that large files fail (nhi-facts §1.4). */
const MOST = 1_048_576

export const csUploadData = cshisFunction({
  name: 'csUploadData', no: '3.1',
  summary: {
    zh: '資料上傳（以檔案內容代替路徑）', en: 'Uploads a file of visits to the data centre. Its content is given, not its path: files are the caller’s.',
  },
  inputs: { content: contentInput('上傳檔案內容', MOST), fileSize: parameter('檔案大小', 10), numbers: parameter('筆數', 10) },
  output: {
    receipt: whole('receipt', uploadReceipt),
  },
  needs: { sam: true, online: true },
  returns: [0, 4000, 4012, 4032, 4050, 4061, 5005, 5008, 5067, 6008, 6014, 6015, 6016, 6017],
  notForPages: 'what goes to NHIA in the clinic’s name is not for a page to decide',
  provenance: { source: 'nhi-facts §2.1 (3.1), §2.2.13, §8.8' },
  examples: [
    {
      name: 'a file without records, which arrives and will be refused in its report', world: 'one-clinic', takesUploads: true,
      input: { content: 'PFJFQ1MvPg==', fileSize: '7', numbers: '0' },
      output: {
        receipt: { samId: 'TESTSAM00001', hospitalId: '9900000013', uploadedAt: '20260115090000', receivedAt: '20260115090000' },
      },
      bytes: { receipt: slots('TESTSAM00001|9900000013|20260115090000|20260115090000') },
    },
    {
      name: 'another size than it says', world: 'one-clinic', code: 6015,
      input: { content: 'PFJFQ1MvPg==', fileSize: '8', numbers: '0' },
    },
  ],
})
