import * as z from 'zod'
import { ascii } from '../bytes/field.ts'
import { uploadReceipt } from '../upload/receipt.ts'
import { whole } from './buffer.ts'
import { cshisFunction } from './function.ts'
import { fieldInput } from './input.ts'

const parameter = (zh: string, length: number) => fieldInput(
  ascii(length, zh, { mark: 'open', provenance: { assumed: 'nhi-facts §2.1 (3.1) gives no length: the longest path of Windows' } }),
  z.string().max(length),
)

export const csUploadData = cshisFunction({
  name: 'csUploadData', no: '3.1',
  summary: { zh: '資料上傳', en: 'Uploads a file of visits to the data centre.' },
  inputs: { uploadFileName: parameter('上傳檔案路徑', 259), fileSize: parameter('檔案大小', 10), numbers: parameter('筆數', 10) },
  output: {
    receipt: whole('receipt', uploadReceipt),
  },
  needs: { sam: true, online: true },
  returns: [0, 4000, 4012, 4032, 4050, 4061, 5005, 5008, 5067, 6008, 6014, 6015, 6016, 6017, 9005],
  notForPages: 'it takes a path, and a page has no business with the files of this PC',
  refused: { zh: '上傳功能尚未提供', en: 'It comes with the upload; until then 9005 (the function cannot be executed).' },
  provenance: { source: 'nhi-facts §2.1 (3.1), §2.2.13, §3.1 (9005)' },
  examples: [{
    name: 'refused', world: 'one-clinic', code: 9005,
    input: { uploadFileName: 'C:\\NHI\\UPLOAD.XML', fileSize: '1024', numbers: '1' },
  }],
})
