import { MalformedError } from '../bytes/malformed.ts'
import type { Finding } from './formats.ts'

/** What a report says of a record that was refused. */
export interface ReportedRecord {
  /** Its place in the file, from 1. */
  readonly number: number
  /** M03 or A12, M15; blank where the record has none. */
  readonly patientId: string
  readonly treatmentNumber: string
  readonly findings: readonly Finding[]
}

/** 檢核結果 of an upload (nhi-facts §8.7). */
export interface UploadReport {
  /** The twelve bracketed values of the head; what the six others hold is not public. */
  readonly uploadedAt: string
  /** Bytes of the file. */
  readonly size: number
  readonly received: number
  readonly validVisits: number
  readonly validOrders: number
  readonly invalidVisits: number
  /** Of refused records only. */
  readonly records: readonly ReportedRecord[]
}

/** Between the head and each record. */
const SEPARATOR = '='.repeat(75)
const TITLE = '檢核結果'
/** Places in the head, from 0. */
const PLACES = { uploadedAt: 3, size: 4, received: 5, validVisits: 9, validOrders: 10, invalidVisits: 11 } as const
const VALUES = 12

/** What may stand between brackets. */
const bracketed = (value: string) => {
  if (/[[\]\r\n]/.test(value)) throw new MalformedError('report', 'a value with a bracket or a line break')
  return `[${value}]`
}

const reason = ({ field, order, error }: Finding) => `${field}${order === undefined ? '' : `[${order}]`}:${error};`

function recordText({ number, patientId, treatmentNumber, findings }: ReportedRecord): string {
  return [
    `第[${number}]筆 M03=${bracketed(patientId)} M15=${bracketed(treatmentNumber)}`,
    `錯誤原因:${findings.map(reason).join('')}`,
  ].join('\r\n')
}

/**
 * A report as text. Labels before the values are ours: nobody published them, and the one known reader counts the brackets.
 * @throws MalformedError when a value has a bracket or a line break
 */
export function writeReport(report: UploadReport): string {
  const labels = ['安全模組', '院所', '類別', '上傳日期時間', '檔案大小', '接收筆數', '保留', '保留', '保留', '有效明細', '有效醫令', '無效明細']
  const values: string[] = Array.from({ length: VALUES }, () => '')
  for (const [name, place] of Object.entries(PLACES)) values[place] = String(report[name as keyof typeof PLACES])
  const head = `${TITLE} ${values.map((value, at) => `${labels[at] ?? ''}${bracketed(value)}`).join(' ')}`
  return [head, ...report.records.map(recordText)].join(`\r\n${SEPARATOR}\r\n`)
}

const NUMBER = /^\d+$/

function countOf(text: string, field: string): number {
  if (!NUMBER.test(text)) throw new MalformedError(field, 'not a number')
  return Number(text)
}

function findingOf(reasonText: string): Finding {
  const { field, order, error } = /^(?<field>[A-Z][A-Z0-9]*)(?:\[(?<order>\d+)\])?:(?<error>[A-Z0-9]+)$/.exec(reasonText)?.groups ?? {}
  if (field === undefined || error === undefined) throw new MalformedError('report', 'a reason that is no field and code')
  return { field, ...order === undefined ? {} : { order: Number(order) }, error }
}

function recordOf(block: string): ReportedRecord {
  const { number } = /第\[(?<number>\d+)\]筆/.exec(block)?.groups ?? {}
  if (number === undefined) throw new MalformedError('report', 'a block without a number')
  const [, reasons] = block.split('錯誤原因:')
  if (reasons === undefined) throw new MalformedError('report', 'a block without reasons')
  return {
    number: Number(number),
    patientId: /M03=\[(?<value>[^\]]*)\]/.exec(block)?.groups?.value ?? '',
    treatmentNumber: /M15=\[(?<value>[^\]]*)\]/.exec(block)?.groups?.value ?? '',
    findings: reasons.replaceAll(/\s/g, '').split(';').filter((one) => one !== '').map(findingOf),
  }
}

/** @throws MalformedError when it is no report: another number of bracketed values, or a block that cannot be read */
export function readReport(text: string): UploadReport {
  const [head = '', ...blocks] = text.split(SEPARATOR)
  const values = [...head.matchAll(/\[([^\]]*)\]/g)].map(([, value = '']) => value)
  if (!head.includes(TITLE) || values.length !== VALUES) throw new MalformedError('report', `not ${VALUES} values under ${TITLE}`)
  const at = (name: keyof typeof PLACES) => values[PLACES[name]] ?? ''
  const count = (name: keyof typeof PLACES) => countOf(at(name), name)
  return {
    uploadedAt: at('uploadedAt'),
    size: count('size'), received: count('received'),
    validVisits: count('validVisits'), validOrders: count('validOrders'), invalidVisits: count('invalidVisits'),
    records: blocks.filter((block) => block.trim() !== '').map(recordOf),
  }
}
