import * as z from 'zod'
import { event } from './event.ts'
import { method } from './method.ts'

const provenance = { assumed: 'the native API is this project’s own' } as const

/** The daemon's own name for one scanner: `s1`. The same scanner keeps it while the daemon runs. */
export const ScannerId = z.string().regex(/^s[1-9]\d{0,5}$/).describe('scanner, as listed by scanners.list: s1')

export const ScannerKindSchema = z.enum(['hid-pos', 'serial']).describe('how it is connected and set')

const Text = z.object({ zh: z.string(), en: z.string() })

export const ScannerStatus = z.object({
  scanner: ScannerId,
  name: z.string().describe('name of the scanner as its driver gives it'),
  kind: ScannerKindSchema,
})

/** A device that is no scanner now and could be one, a scanner in keyboard mode above all. */
export const ScannerProblem = z.object({
  device: z.string().describe('what the device or the configured line is called, with its USB ids'),
  why: z.enum(['held', 'denied', 'absent', 'unsuitable', 'silent', 'failing'])
    .describe('unsuitable: a scanner in keyboard mode, or no scanner at all'),
  hint: Text.describe('what a person can do about it'),
})

export type ScannerStatusShape = z.output<typeof ScannerStatus>
export type ScannerProblemShape = z.output<typeof ScannerProblem>

export const scannersList = method({
  name: 'scanners.list', since: 1, scope: 'system.read',
  summary: {
    zh: '列出條碼掃描器，以及接上了但無法使用的裝置',
    en: 'The scanners connected now, and devices that are plugged in or configured and cannot be used.',
  },
  provenance,
  params: z.strictObject({}),
  result: z.object({ scanners: z.array(ScannerStatus), problems: z.array(ScannerProblem) }),
  errors: [],
  examples: [
    {
      name: 'one scanner', world: 'one-clinic', params: {},
      result: { scanners: [{ scanner: 's1', name: 'Simulated Scanner', kind: 'hid-pos' }], problems: [] },
    },
    { name: 'no scanner', world: 'no-reader', params: {}, result: { scanners: [], problems: [] } },
  ],
})

export const scannerAdded = event({
  name: 'scanner.added', since: 1, provenance,
  summary: { zh: '接上掃描器', en: 'A scanner was connected.' },
  data: z.object({ ...ScannerStatus.shape }),
  examples: [{ scanner: 's1', name: 'Simulated Scanner', kind: 'hid-pos' }],
})

export const scannerRemoved = event({
  name: 'scanner.removed', since: 1, provenance,
  summary: { zh: '掃描器離線', en: 'A scanner was disconnected.' },
  data: z.object({ scanner: ScannerId }),
  examples: [{ scanner: 's1' }],
})

/** The one event with content of a patient's: a virtual card's QR code opens a visit for minutes. */
export const codeScanned = event({
  name: 'code.scanned', since: 1, provenance,
  summary: {
    zh: '掃描到條碼；內容是機密，不寫入任何紀錄',
    en: 'A code was scanned. Its content is secret: the service keeps and logs none of it, nor may the caller.',
  },
  data: z.object({
    scanner: ScannerId,
    aim: z.string().regex(/^\][A-Za-z][0-9A-Za-z]$/).optional()
      .describe('AIM symbology identifier (ISO/IEC 15424), where the scanner gives one: ]Q1 is a QR code'),
    data: z.base64().describe('the bytes of the code, at most 4,096, without prefix, suffix and identifier; secret'),
    text: z.string().nullable().describe('the same as text when the bytes are UTF-8, otherwise null; secret'),
  }),
  secret: ['data', 'text'],
  examples: [
    { scanner: 's1', aim: ']E0', data: 'NDcxMjM0NTY3ODkwNA==', text: '4712345678904' },
    { scanner: 's1', data: 'tPq41Q==', text: null },
  ],
})

export const scanDropped = event({
  name: 'scan.dropped', since: 1, provenance,
  summary: {
    zh: '掃描內容不完整，已捨棄，請再掃一次',
    en: 'Something came that is no whole code; it was dropped, not guessed. Scan again.',
  },
  data: z.object({
    scanner: ScannerId,
    why: z.enum(['incomplete', 'tooLong', 'malformed']).describe(
      'incomplete: cut off; tooLong: more than 4,096 bytes; '
      + 'malformed: damaged, or not what this scanner was set to send',
    ),
  }),
  examples: [{ scanner: 's1', why: 'incomplete' }],
})
