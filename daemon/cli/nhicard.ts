/** The command line: `nhicard <command>`. Each command is loaded when it is called. */
import { Command, InvalidArgumentError, Option } from 'commander'
import type { NhicardError } from '#protocols/errors/nhicard-error'
import { version } from '../version.ts'

const program = new Command('nhicard')
  .description('Card-reader control software for NHI clinics / 健保讀卡機控制軟體')
  .version(version)
  .showHelpAfterError()

const integer = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('not a number')
  return Number(text)
}
const port = (text: string): number => {
  if (integer(text) > 65_535) throw new InvalidArgumentError('not a port')
  return integer(text)
}

program.command('start')
  .description('run the daemon in this terminal / 啟動服務')
  .option('--simulate', 'with the embedded simulated clinic instead of real readers', false)
  .option('--port <number>', 'native door; 0 lets the system choose (default: configuration, 6440)', port)
  .option('--seed <number>', 'seed of the simulated patients', integer, 1)
  .option('--clinic <port>', 'with --simulate: readers and cards of another process (ClinicServer) instead of embedded ones', port)
  .action(async (options: { simulate: boolean, seed: number, port?: number, clinic?: number }) => {
    const { start } = await import('./start.ts')
    await start(options)
  })

program.command('call')
  .description('call a method of the running daemon: result on stdout, error on stderr / 呼叫方法')
  .argument('<method>', 'such as card.readBasic; --help lists all / 列出所有方法')
  .argument('[params...]', '--help lists them / 列出參數; '
    + '--param value pairs; numbers, true, false and JSON are recognised where the method wants them; '
    + 'a PIN or PUK is asked for, or read from standard input')
  .allowUnknownOption()
  .helpOption(false)
  .action(async (method: string, params: string[]) => {
    const { call } = await import('./call.ts')
    await call(method, params)
  })

program.command('readers')
  .description('the readers of the running daemon: link, slot, card, quirks, health / 讀卡機一覽')
  .option('--json', 'as JSON, for other programs', false)
  .action(async ({ json }: { json: boolean }) => {
    const { printReaders } = await import('./readers.ts')
    await printReaders(json)
  })

program.command('console')
  .description('print a one-time link to the web console of the running daemon / 取得網頁主控台連結')
  .action(async () => {
    const { printConsoleLink } = await import('./console-link.ts')
    await printConsoleLink()
  })

const codes = program.command('codes')
  .description('code tables in the state directory; the daemon need not run / 代碼對照表')

codes.command('import')
  .description('load NHIA’s ICD-10 encoding file, whole or not at all: bad lines are named, and nothing changes / 匯入 ICD-10 押碼對照檔')
  .argument('<file>', 'lines CODE,FORM, such as ICD_EX_CODE.txt')
  .action(async (file: string) => {
    const { importCodes } = await import('./codes.ts')
    importCodes(file, Date.now())
  })

codes.command('status')
  .description('which table is there: codes, edition, date; exit status 1 when there is none / 查詢已匯入的對照表')
  .action(async () => {
    const { printCodesStatus } = await import('./codes.ts')
    process.exitCode = printCodesStatus() ? 0 : 1
  })

const store = program.command('store')
  .description('the journal of visits in the state directory; the daemon must not run / 就診日誌')

store.command('check')
  .description('look at every page and every seal; what is damaged is copied away and rebuilt; exit status 1 when something is lost / 檢查日誌')
  .action(async () => {
    const { checkStore } = await import('./store.ts')
    process.exitCode = await checkStore() ? 0 : 1
  })

store.command('rotate-key')
  .description('put everything under a new master key / 更換主金鑰')
  .action(async () => {
    const { rotateStoreKey } = await import('./store.ts')
    await rotateStoreKey()
  })

const audit = program.command('audit')
  .description('who called what, when, and with which result; the daemon may run / 稽核紀錄')

audit.command('verify')
  .description('follow the whole chain and name the first broken record; exit status 1 when there is one / 驗證')
  .option('--json', 'as JSON, for other programs', false)
  .action(async ({ json }: { json: boolean }) => {
    const { verifyAudit, withAudit } = await import('./audit.ts')
    process.exitCode = withAudit((read) => verifyAudit(read, json), true) ? 0 : 1
  })

audit.command('list')
  .description('the last records, the oldest of them first / 列出最近紀錄')
  .option('--limit <number>', 'how many', integer, 50)
  .option('--json', 'as JSON, one a line', false)
  .action(async ({ limit, json }: { limit: number, json: boolean }) => {
    const { listAudit, withAudit } = await import('./audit.ts')
    withAudit((read) => listAudit(read, limit, json), undefined)
  })

const simulate = program.command('simulate').description('run simulated parts alone / 單獨執行模擬元件')

simulate.command('card')
  .description('a simulated card in the real pcscd, through vsmartcard-vpcd')
  .addOption(new Option('--vpcd <host:port>', 'where pcscd’s virtual reader listens').default('127.0.0.1:35963'))
  .option('--card <key>', 'which card of the shelf (--list shows them)', 'hc.wang')
  .option('--seed <number>', 'seed of the patients hc.patient-1 to -5', integer, 1)
  .option('--list', 'list the cards and exit', false)
  .action(async (options: { vpcd: string, card: string, seed: number, list: boolean }) => {
    const { simulateCard } = await import('./simulate.ts')
    await simulateCard(options)
  })

simulate.command('reader')
  .description('a simulated reader on a serial line (--pty) or as a USB device of the kernel (--usbip)')
  .option('--model <name>', 'which reader (--list shows them)', 'GemPCTwin')
  .option('--pty <path>', 'where programs find the serial line; socat makes it (default: /tmp/nhicard-reader)')
  .option('--usbip <port>', 'serve it over USB/IP on this port of 127.0.0.1; usbip usually takes 3240', port)
  .option('--card <key>', 'which card of the shelf is in it', 'hc.wang')
  .option('--seed <number>', 'seed of the patients hc.patient-1 to -5', integer, 1)
  .option('--list', 'list the models and the cards, and exit', false)
  .action(async (options: { model: string, pty?: string, usbip?: number, card: string, seed: number, list: boolean }) => {
    const { simulateReader } = await import('./simulate-reader.ts')
    await simulateReader(options)
  })

simulate.command('cloud')
  .description('NHIA’s data centre of control software 6.0: two sites on this machine / 模擬健保署資料中心')
  .option('--port <number>', 'of the first site; the second has the next one, and 0 lets the system choose', port, 6450)
  .option('--database <file>', 'keep what it knows in this SQLite file (default: forget it at the end)')
  .option('--seed <number>', 'seed of the patients hc.patient-1 to -5, and of the latency', integer, 1)
  .option('--latency <ms>', 'how long an answer takes, half of it to half more', integer, 0)
  .action(async (options: { port: number, database?: string, seed: number, latency: number }) => {
    const { simulateCloud } = await import('./simulate-cloud.ts')
    await simulateCloud(options)
  })

try {
  await program.parseAsync()
} catch (error) {
  const remedy = error instanceof Error && 'row' in error ? ` ${(error as NhicardError).row.remedy.en}` : ''
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${remedy}\n`)
  process.exit(1)
}
