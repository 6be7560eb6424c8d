import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '#daemon/main'
import { PtyAttachment } from '#simulator/attachments/pty'
import type { SerialCcidReader } from '#simulator/readers/serial-ccid-reader'
import { serialReaderOf, type SerialModelName, type SerialReaderOptions } from '#simulator/readers/serial-models'
import type { SerialTwin } from '#simulator/readers/serial-twin'
import { run, type ProgramResult } from '#rigs/daemon-process'
import { startPrivatePcscd, type PcscdDriver, type PrivatePcscd } from '../pcscd/private-pcscd.ts'

const LIBRARY = '/usr/lib/pcsc/drivers/serial/libccidtwin.so'

/** Debian's driver of serial CCID readers, for a reader of this model on this line. */
export function ccidTwinDriver(line: string, model: SerialModelName): PcscdDriver {
  return {
    packageName: 'libccid', library: LIBRARY, ports: [],
    readerConf: `FRIENDLYNAME "Serial"\nDEVICENAME ${line}:${model}\nLIBPATH ${LIBRARY}\n`,
  }
}

export interface SerialDeskOptions extends Omit<SerialReaderOptions, 'clock'> {
  /** Something between the reader and its line. */
  readonly around?: (twin: SerialTwin) => SerialTwin
}

/** A simulated serial CCID reader on a pseudo-terminal, and a real pcscd that drives it by libccidtwin. */
export class SerialDesk {
  readonly device: SerialCcidReader
  readonly pcscd: PrivatePcscd
  readonly #folder: string
  #terminal: PtyAttachment

  private constructor(device: SerialCcidReader, terminal: PtyAttachment, pcscd: PrivatePcscd, folder: string) {
    this.device = device
    this.pcscd = pcscd
    this.#terminal = terminal
    this.#folder = folder
  }

  static async open(model: SerialModelName, options: SerialDeskOptions = {}): Promise<SerialDesk> {
    const { around = (twin) => twin, ...rest } = options
    const folder = mkdtempSync(join(tmpdir(), 'serial-desk-'))
    const line = join(folder, 'tty')
    const device = serialReaderOf(model, { ...rest, clock: realClock })
    const terminal = await PtyAttachment.open(line, around(device))
    try {
      return new SerialDesk(device, terminal, await startPrivatePcscd(ccidTwinDriver(line, model)), folder)
    } catch (error) {
      await terminal.close()
      throw error
    }
  }

  /** `opensc-tool …`, on slot 0 unless told otherwise. */
  opensc(...args: string[]): Promise<ProgramResult> {
    return run('opensc-tool', args, { PCSCLITE_CSOCK_NAME: this.pcscd.socketName })
  }

  /** The reader is unplugged and plugged in again, while nobody has its line open. */
  async restartReader(): Promise<void> {
    const { link } = this.#terminal
    await this.#terminal.close()
    this.#terminal = await PtyAttachment.open(link, this.device)
  }

  async close(): Promise<void> {
    await this.pcscd.stop()
    await this.#terminal.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
