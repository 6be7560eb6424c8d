import { codeTable, type CodeRow } from './effective.ts'

export interface PreventiveService extends CodeRow {
  /** Which treatment item takes a record of it back (treatment-items.ts). */
  readonly cancelledBy?: string
  /** Whether a record names an item besides. */
  readonly hasItems: boolean
}

const inOrder = {
  assumed: 'nhi-facts §8.3 numbers the services and §8.1 names what YA to YH cancel: eight of each, in the same order but for '
    + 'flu vaccines, which as the only one without an examination are 04, the only one without item codes',
}
const service = (code: string, cancelledBy: string, zh: string, en: string): PreventiveService => (
  { code, zh, en, cancelledBy, hasItems: code !== '04', provenance: inOrder })

/** 保健服務項目註記 (ServiceItem of 1.22, A41). */
export const preventiveServices = codeTable<PreventiveService>({
  name: 'preventiveService', zh: '保健服務項目註記', en: 'Preventive service',
  rows: [
    service('01', 'YA', '兒童預防保健', 'child’s check-up'),
    service('02', 'YB', '成人預防保健', 'adult’s check-up'),
    service('03', 'YC', '子宮頸抹片檢查', 'pap smear'),
    service('04', 'YF', '流行性感冒疫苗', 'flu vaccine'),
    service('05', 'YD', '兒童牙齒預防保健', 'child’s dental check-up'),
    service('06', 'YE', '乳房檢查', 'breast examination'),
    service('07', 'YG', '定量免疫法糞便潛血檢查', 'faecal immunochemical test'),
    service('08', 'YH', '口腔黏膜檢查', 'oral mucosa examination'),
    {
      code: '20', zh: '無保健服務項目', en: 'none', hasItems: false,
      provenance: { assumed: 'nhi-facts §8.3 says “20 for none”; read as the mark of a record without a service' },
    },
  ],
  provenance: { source: 'nhi-facts §8.3 (UP1)' },
  examples: [
    { code: '02', on: '2026-01-15', zh: '成人預防保健' }, { code: '09', on: '2026-01-15', zh: null },
    { code: '2', on: '2026-01-15', zh: null },
  ],
})

export interface PreventiveItem extends CodeRow {
  /** The service to which it belongs: each code belongs to one. */
  readonly service: string
}

const meaningless = { unknown: 'nhi-facts §8.3 gives the codes of each service and not what each stands for' }
const items = (service: string, codes: string): PreventiveItem[] => codes.split(' ').map((code) => ({
  code, zh: `保健檢查項目 ${code}（內容未公開）`, en: `item ${code}, meaning not public`, service, provenance: meaningless,
}))

/** 預防保健檢查項目代碼 (ItemCode of 1.22, A44); the cancel codes YA to YH are treatment items. */
export const preventiveItems = codeTable<PreventiveItem>({
  name: 'preventiveItem', zh: '預防保健檢查項目', en: 'Preventive care item',
  rows: [
    ...items('01', '11 12 13 14 15 16 17 18 19 71 72 73 74 75 76 77 78 79 01 02 03 04 05 06 07'),
    ...items('02', '21 22 23 24 25 26 27 28'),
    ...items('03', '31 33 35 37'),
    ...items('05', '81 87 8A 8B 8C 8D 8E 8F 8G 8H 8I 8J 8K 8L 8M 8N 8O 8P'),
    ...items('06', '91 93'),
    ...items('07', '85'),
    ...items('08', '95 97'),
  ],
  provenance: { source: 'nhi-facts §8.3 (UP1)' },
  gaps: {
    zh: '8A 至 8P 為來源所列範圍，其中是否略過 I、O 未見說明', en: '8A to 8P is a range in the source, which does not say whether I and O are left out',
  },
  examples: [
    { code: '21', on: '2026-01-15', zh: '保健檢查項目 21（內容未公開）' }, { code: '8P', on: '2026-01-15', zh: '保健檢查項目 8P（內容未公開）' },
    { code: '32', on: '2026-01-15', zh: null }, { code: '8Q', on: '2026-01-15', zh: null },
  ],
})

/** Whether an item may be written for a service; a service without items takes a blank. */
export function preventiveItemFits(serviceItem: string, itemCode: string, date: string): boolean {
  const service = preventiveServices.at(serviceItem, date)
  if (service === undefined) return false
  return service.hasItems ? preventiveItems.at(itemCode, date)?.service === serviceItem : itemCode === ''
}
