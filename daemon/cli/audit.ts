import { existsSync } from 'node:fs'
import type { Bilingual } from '#protocols/bilingual'
import type { Breakage, Verdict } from '#protocols/audit/verification'
import type { ReadAudit } from '../store/audit-reading.ts'
import type { ShownRecord } from '../store/audit-rows.ts'
import { openLog } from '../log.ts'
import { realClock } from '../main.ts'
import { realEntropy } from '../real-entropy.ts'
import { StateDirectory } from '../state-directory.ts'
import { openAudit, STORE_FILE } from '../store/open-store.ts'

/** Where a command says what it found: stdout, or a test. */
export type AuditOutput = (text: string) => void

const standardOutput: AuditOutput = (text) => process.stdout.write(text)

const meanings: Readonly<Record<Breakage, Bilingual>> = {
  changed: { zh: '內容或鏈結遭變更', en: 'it is not as it was written' },
  missing: { zh: '紀錄遺失', en: 'it is missing, and later ones are there' },
  inserted: { zh: '非本程式寫入的紀錄', en: 'nobody wrote it there' },
  moved: { zh: '紀錄被移位', en: 'another record stands in its place' },
  cutOff: { zh: '此筆起的紀錄被刪除', en: 'it and everything behind it are gone' },
  headChanged: { zh: '鏈尾標記遭變更或遺失，其後可能有紀錄遺失', en: 'what says where the chain ends was changed: records behind it may be gone' },
}

const day = (at: number | null) => (at === null ? '–' : new Date(at).toISOString())

function rows(all: readonly (readonly [string, string])[]): string {
  return all.map(([name, value]) => `  ${name.padEnd(8)} ${value}\n`).join('')
}

function report({ count, firstAt, lastAt, broken }: Verdict): string {
  const good = rows([['records', count.toLocaleString('en-US')], ['first', day(firstAt)], ['last', day(lastAt)]])
  if (broken === null) return `the audit is whole / 稽核紀錄完整\n${good}`
  const { sequence, at, what } = broken
  return `the audit is broken at record ${sequence} / 稽核紀錄自第 ${sequence} 筆起不可信\n${rows([
    ['time', day(at)], ['why', `${what}: ${meanings[what].en} / ${meanings[what].zh}`],
  ])}before it, all is as it was written / 在此之前皆完整\n${good}`
}

/**
 * `nhicard audit verify`: follows the whole chain and names the first broken record.
 * @returns whether it is whole
 */
export function verifyAudit({ rows: audit }: Pick<ReadAudit, 'rows'>, json: boolean, output = standardOutput): boolean {
  const verdict = audit.verify()
  output(json ? `${JSON.stringify(verdict)}\n` : report(verdict))
  return verdict.broken === null
}

function line({ sequence, at, door, caller, user, professional, called, patient, result }: ShownRecord): string {
  const by = user === null ? caller : `${caller} (says: ${user})`
  const who = [patient === null ? '' : `patient ${patient.slice(0, 8)}`, professional === null ? '' : `professional ${professional}`]
  return [sequence, day(at), door, called, result, by, ...who].filter((part) => part !== '').join('  ')
}

/** `nhicard audit list`: the last records, the oldest of them first; as JSON one a line. */
export function listAudit({ rows: audit }: Pick<ReadAudit, 'rows'>, limit: number, json: boolean, output = standardOutput): void {
  for (const record of audit.recent(limit).reverse()) output(`${json ? JSON.stringify(record) : line(record)}\n`)
}

/**
 * Opens the audit of the state directory for a command, whether the daemon runs or not.
 * @returns what `work` does; without any journal `otherwise`
 * @throws NhicardError as `openAudit`
 */
export function withAudit<Value>(work: (audit: ReadAudit) => Value, otherwise: Value, output = standardOutput): Value {
  const state = new StateDirectory()
  if (!existsSync(state.file(STORE_FILE))) {
    output('there is no audit yet / 尚無稽核紀錄\n')
    return otherwise
  }
  const audit = openAudit({ state, clock: realClock, entropy: realEntropy, log: openLog('warn') })
  try {
    return work(audit)
  } finally {
    audit.close()
  }
}
