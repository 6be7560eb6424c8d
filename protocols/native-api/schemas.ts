import * as z from 'zod'

/** The daemon's own name for one slot of one reader: `r1`. The same slot keeps it while the daemon runs. */
export const ReaderId = z.string().regex(/^r[1-9]\d{0,5}$/).describe('reader (one slot), as listed by readers.list: r1')

/** Number of one stay of a card in a reader. Never used twice, not even after a restart. */
export const Epoch = z.int().positive().describe('number of this presence of a card; never used twice')

export const CalendarDate = z.string().regex(/^-?\d{4}-\d\d-\d\d$/).describe('YYYY-MM-DD')

/** What a caller calls a request of its own, so that the same once more is known to be the same. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{8,64}$/, '8 to 64 printed characters without blanks')

export const LinkKindSchema = z.enum(['pcsc', 'ccid-usb', 'ccid-serial', 'phoenix-serial', 'simulated'])

const Text = z.object({ zh: z.string(), en: z.string() })

/** A device that is plugged in, or configured, and cannot be used. */
export const DeviceTrouble = z.object({
  device: z.string().describe('the place it is plugged in, or its line'),
  why: z.enum(['held', 'denied', 'absent', 'unsuitable', 'silent', 'failing']),
  holder: z.string().describe('the program that has it, where the system tells: pcscd (1234)'),
  hint: Text.describe('what a person can do about it'),
})

export const LinkStatus = z.object({
  link: LinkKindSchema,
  state: z.enum(['starting', 'ready', 'serviceStopped', 'standingBy', 'bindingMissing', 'failing']),
  hint: Text.describe('what a person can do about it; empty when ready'),
  devices: z.array(DeviceTrouble).describe('devices of this link that cannot be used'),
})

export const DoorStatus = z.object({
  door: z.enum(['cs6']).describe('cs6: control software 6.0'),
  state: z.enum(['off', 'opening', 'open', 'portTaken', 'failing'])
    .describe('portTaken: another program has the port, perhaps the official console, and it opens after that; failing: the log says why'),
  port: z.int().nullable().describe('while it is open'),
  certificate: z.object({ notAfter: z.iso.datetime().describe('UTC; it is renewed by itself before that') }).nullable()
    .describe('what it shows while it is open'),
})

export const CardPresence = z.object({
  epoch: Epoch,
  atr: z.string().regex(/^([0-9a-f]{2})*$/).describe('answer to reset, hex'),
  mute: z.boolean().describe('the card does not answer its reset'),
})

export const ReaderStatus = z.object({
  reader: ReaderId,
  name: z.string().describe('name of the slot as its link gives it'),
  link: LinkKindSchema,
  slot: z.int().nonnegative().describe('number of the slot in its device; 0 where the link cannot tell'),
  quirks: z.array(z.string()).describe('how this reader departs from the standard, and why that is known'),
  card: CardPresence.nullable(),
})

export type ReaderStatusShape = z.output<typeof ReaderStatus>
export type DoorStatusShape = z.output<typeof DoorStatus>
export type LinkStatusShape = z.output<typeof LinkStatus>
