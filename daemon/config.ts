import * as z from 'zod'
import type { StateDirectory } from './state-directory.ts'

/** As a browser sends it, `https://his.example`; a longer one would never match, and loopback is the console's own. */
const Origin = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.origin === text && /^https?:$/.test(url.protocol) && !/^(localhost|127\..*|\[::1\])$/.test(url.hostname)
}, 'not an origin such as https://his.example (no path, lower case, not this PC itself)')

const UsbId = z.string().regex(/^[0-9a-f]{4}$/i, 'not 4 hex digits')

/** A serial line: itself, or the USB adapter it hangs on. */
const SerialPlace = z.union([
  z.strictObject({ path: z.string().min(1).describe('/dev/ttyS0, /dev/serial/by-id/…, COM3') }),
  z.strictObject({ idVendor: UsbId, idProduct: UsbId, serialNumber: z.string().exactOptional() }),
])
const BaudRate = z.int().min(300).max(4_000_000)

const CcidSerialReader = z.strictObject({
  place: SerialPlace,
  model: z.enum(['GemPCTwin', 'GemPCPinPad', 'GemCorePOSPro', 'GemCoreSIMPro']).default('GemPCTwin'),
  baudRate: BaudRate.exactOptional(),
})

const PhoenixReader = z.strictObject({
  place: SerialPlace,
  model: z.enum(['phoenix', 'smartmouse']).default('phoenix'),
  wiring: z.strictObject({
    reset: z.strictObject({ signal: z.enum(['rts', 'dtr']), asserted: z.boolean() }),
    presence: z.union([
      z.literal('none'), z.strictObject({ signal: z.enum(['cts', 'dsr', 'dcd']), asserted: z.boolean() }),
    ]),
    echo: z.boolean(),
    baudRate: BaudRate,
  }).partial().exactOptional().describe('where this reader differs from its model'),
})

/** Characters U+0000 to U+00FF, each of which is a byte. */
const Affix = z.string().max(16).regex(/^[\u0000-\u00ff]*$/, 'characters above U+00FF are no bytes')

const SerialScanner = z.strictObject({
  place: SerialPlace,
  name: z.string().min(1).max(60).exactOptional(),
  baudRate: BaudRate.exactOptional(),
  dataBits: z.union([z.literal(7), z.literal(8)]).exactOptional(),
  parity: z.enum(['none', 'even', 'odd']).exactOptional(),
  stopBits: z.union([z.literal(1), z.literal(2)]).exactOptional(),
  prefix: Affix.exactOptional(),
  suffix: Affix.min(1).exactOptional(),
  end: z.enum(['suffix', 'silence']).exactOptional(),
  aim: z.boolean().exactOptional(),
  silence: z.int().min(10).max(5_000).exactOptional().describe('ms that end or spoil a code'),
})

/** An origin of the cloud: over HTTPS, on this PC over HTTP too. */
const CloudSite = z.string().refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.origin === text && (url.protocol === 'https:' || /^http:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(text))
}, 'not an origin such as https://centre.example (no path; http on this PC only)')

/** A door that speaks a language of NHIA's. */
const door = (port: number) => z.strictObject({
  enabled: z.boolean().exactOptional().describe('default: on in a simulation, off in production'),
  port: z.int().min(0).max(65_535).default(port).describe('0 lets the system choose'),
}).prefault({})

/** `config.json` in the state directory. Every key has a default, so that the file may be absent. */
const Config = z.strictObject({
  port: z.int().min(0).max(65_535).default(6440).describe('native door; 0 lets the system choose'),
  origins: z.array(Origin).default([]).describe('origins enrolled: their pages may come to every door'),
  doors: z.strictObject({
    cs6: door(5_066).describe('control software 6.0'),
    users: z.array(z.union([z.int().nonnegative(), z.string().min(1)])).exactOptional()
      .describe('users of this PC whose programs may come without a token, by id or name; default: the daemon’s own'),
  }).prefault({}),
  log: z.enum(['debug', 'info', 'warn', 'error']).optional().describe('default: info as a service, warn at a terminal'),
  cloud: z.strictObject({
    endpoints: z.union([z.literal('nhia'), z.array(CloudSite).min(1).max(2)]).exactOptional()
      .describe('nhia: NHIA’s own sites, production or test by the security module; or one or two sites; default: none is contacted'),
  }).prefault({}),
  store: z.strictObject({
    key: z.enum(['file', 'keyring']).default('file').describe('where the master key of a new store is made'),
  }).prefault({}),
  pcsc: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
  ccidUsb: z.strictObject({
    use: z.enum(['whenPcscAbsent', 'always', 'never']).default('whenPcscAbsent'),
  }).prefault({}).describe('USB readers without PC/SC'),
  ccidSerial: z.array(CcidSerialReader).default([]).describe('CCID readers on RS-232'),
  phoenixSerial: z.array(PhoenixReader).default([]).describe('Phoenix and Smartmouse readers on RS-232'),
  scanners: z.strictObject({
    hid: z.boolean().default(true).describe('scanners in HID-POS mode, all there are'),
    hidLayout: z.enum(['aim', 'plain']).exactOptional()
      .describe('how reports are laid out, where neither the system nor the maker’s manual tells'),
    serial: z.array(SerialScanner).default([]),
  }).prefault({}),
})

export type Config = z.output<typeof Config>

/** A configuration the daemon cannot start with: says the file and the key. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** @throws ConfigError when the file is not JSON or a key is wrong */
export function readConfig(state: StateDirectory): Config {
  const text = state.read('config.json') ?? '{}'
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new ConfigError(`${state.file('config.json')} is not JSON`)
  }
  const parsed = Config.safeParse(content)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ConfigError(`${state.file('config.json')}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}
