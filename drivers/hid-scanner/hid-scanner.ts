import type { Clock } from '#protocols/port/clock'
import { HidError, type HidDevice, type HidDeviceInfo, type HidDevices } from '#protocols/port/hid-devices'
import type { PublishedLayout } from '#protocols/scanner/layouts'
import { createCodeEngine, type CodeEffect } from '#protocols/scanner/multi-part'
import { OpenError } from '../reader/reader.ts'
import { PATIENCE_MS, type OpenScanner, type ScanListener } from '../scanner/scanner.ts'
import { SilenceTimer } from '../scanner/silence-timer.ts'
import { layoutsFor } from './device-layout.ts'

export interface HidScannerOptions {
  readonly devices: HidDevices
  readonly clock: Clock
  /** How the scanners' reports are laid out, where the descriptor and the maker do not tell or tell wrongly. */
  readonly layout?: PublishedLayout['name'] | undefined
}

const problemOf = { access: 'denied', gone: 'failing', io: 'failing' } as const

/**
 * Opens a scanner and waits until its next code will be whole. A loss is told even while it is waited.
 * @throws OpenError
 */
export async function openHidScanner(
  info: HidDeviceInfo, { devices, clock, layout }: HidScannerOptions, listener: ScanListener,
): Promise<OpenScanner> {
  let receive: (report: Uint8Array) => void = () => {}
  let lost = false
  let giveUp = () => {}
  let device: HidDevice
  try {
    device = await devices.open(info.path, {
      report: (bytes) => receive(bytes),
      lost: () => {
        lost = true
        receive = () => {}
        giveUp()
        listener.lost()
      },
    })
  } catch (error) {
    if (!(error instanceof HidError)) throw error
    throw new OpenError({ why: problemOf[error.fault], holder: '' })
  }
  const layouts = layoutsFor(info.vendorId, device.reportDescriptor, layout)
  if (layouts.length === 0) {
    await device.close()
    throw new OpenError({ why: 'unsuitable', holder: '' })
  }
  const engine = createCodeEngine({ layouts })
  const timer = new SilenceTimer(clock, () => perform(engine.silent()))
  let ready = () => {}
  const perform = (effects: readonly CodeEffect[]) => {
    for (const effect of effects) {
      switch (effect.type) {
        case 'ready': ready(); break
        case 'restartTimer': timer.restart(effect.ms); break
        case 'stopTimer': timer.stop(); break
        case 'scanned': listener.code(effect.code); break
        case 'dropped': listener.dropped(effect.why)
      }
    }
  }
  const close = async () => {
    receive = () => {}
    timer.stop()
    await device.close()
  }
  let stopPatience = () => {}
  const outcome = await new Promise<'ready' | 'failing' | 'unsuitable'>((resolve) => {
    ready = () => resolve('ready')
    giveUp = () => resolve('failing')
    stopPatience = clock.after(PATIENCE_MS, () => resolve('unsuitable')) // it talks all the time: no scanner does
    receive = (report) => perform(engine.received(report))
    perform(engine.start())
    if (lost) resolve('failing')
  })
  stopPatience()
  if (outcome !== 'ready') {
    await close()
    throw new OpenError({ why: outcome, holder: '' })
  }
  giveUp = () => timer.stop()
  return { close }
}
