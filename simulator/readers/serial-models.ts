import type { Bilingual } from '#protocols/bilingual'
import type { CcidDescriptor } from '#protocols/ccid/descriptor'
import type { Provenance } from '#protocols/provenance'
import { CcidReader, type CcidReaderOptions } from './ccid-reader.ts'
import { gemCoreEscapes } from './escape-command.ts'
import { readerModels } from './reader-models.ts'
import { SerialCcidReader, type SerialCcidReaderOptions } from './serial-ccid-reader.ts'

/** A serial reader that can be simulated. It has no descriptor to be read: the driver knows it by the name. */
export interface SerialModel {
  readonly label: Bilingual
  /** Whether each command is sent back before it is answered. */
  readonly echo: boolean
  readonly descriptor: CcidDescriptor
  readonly provenance: Provenance
}

const { descriptor: twin } = readerModels.tpdu
const known = {
  source: 'what libccidtwin takes a reader of this name to be (github.com/LudovicRousseau/CCID, src/ccid_serial.c)',
}

/** By the names that reader.conf of libccidtwin gives them. */
export const serialModels = {
  GemPCTwin: {
    label: { zh: 'GemPC Twin 序列埠讀卡機', en: 'GemPC Twin on RS-232' },
    echo: true, descriptor: twin, provenance: known,
  },
  GemPCPinPad: {
    label: { zh: 'GemPC Pinpad 序列埠密碼鍵盤讀卡機', en: 'GemPC Pinpad on RS-232, with a PIN pad' },
    echo: true, descriptor: { ...twin, dwMaxDataRate: 500_000, bPINSupport: 1 },
    provenance: {
      assumed: `${known.source}; but libccidtwin 1.5.2 does not take the echo of the texts it loads into this `
        + 'reader, so that it echoes is doubtful; its PIN modification left out',
    },
  },
  GemCorePOSPro: {
    label: { zh: 'GemCore POS Pro，五卡槽', en: 'GemCore POS Pro, five slots' }, echo: false,
    descriptor: { ...twin, bMaxSlotIndex: 4, dwMaxDataRate: 500_000 }, provenance: known,
  },
  GemCoreSIMPro: {
    label: { zh: 'GemCore SIM Pro，雙卡槽', en: 'GemCore SIM Pro, two slots' }, echo: false,
    descriptor: { ...twin, bMaxSlotIndex: 1, dwMaxDataRate: 500_000 }, provenance: known,
  },
} as const satisfies Record<string, SerialModel>

export type SerialModelName = keyof typeof serialModels

export type SerialReaderOptions =
  & Omit<CcidReaderOptions, 'descriptor' | 'escapes' | 'notifications' | 'controlPipe'>
  & Pick<SerialCcidReaderOptions, 'movements' | 'losesAnswerAfterMovement'>

/** A simulated serial reader of a model; cards go into its `reader`. */
export function serialReaderOf(name: SerialModelName, options: SerialReaderOptions): SerialCcidReader {
  const { movements, losesAnswerAfterMovement, ...rest } = options
  const { descriptor, echo } = serialModels[name]
  const reader = new CcidReader({
    ...rest, descriptor, escapes: gemCoreEscapes, notifications: 'whenAsked', controlPipe: false,
  })
  return new SerialCcidReader({
    reader, clock: options.clock, echo,
    ...(movements === undefined ? {} : { movements }),
    ...(losesAnswerAfterMovement === undefined ? {} : { losesAnswerAfterMovement }),
  })
}
