import {
  usbipRepDevlist, usbipRepImport, usbipReqDevlist, usbipReqImport, type UsbipReply, type UsbipRequest,
} from './usbip-export.ts'
import {
  usbipCmdSubmit, usbipCmdUnlink, usbipRetSubmit, usbipRetUnlink, type UsbipCommand, type UsbipReturn,
} from './usbip.ts'

export type UsbipMessage = UsbipRequest | UsbipReply | UsbipCommand | UsbipReturn

/** Every message, by its name. */
export const usbipLayouts = {
  OP_REQ_DEVLIST: usbipReqDevlist, OP_REP_DEVLIST: usbipRepDevlist,
  OP_REQ_IMPORT: usbipReqImport, OP_REP_IMPORT: usbipRepImport,
  USBIP_CMD_SUBMIT: usbipCmdSubmit, USBIP_RET_SUBMIT: usbipRetSubmit,
  USBIP_CMD_UNLINK: usbipCmdUnlink, USBIP_RET_UNLINK: usbipRetUnlink,
} as const

/** @throws MalformedError when a number does not fit its field, or the data are not as long as is said */
export function encodeUsbip(message: UsbipMessage): Uint8Array {
  switch (message.name) {
    case 'OP_REQ_DEVLIST': return usbipReqDevlist.encode(message)
    case 'OP_REP_DEVLIST': return usbipRepDevlist.encode(message)
    case 'OP_REQ_IMPORT': return usbipReqImport.encode(message)
    case 'OP_REP_IMPORT': return usbipRepImport.encode(message)
    case 'USBIP_CMD_SUBMIT': return usbipCmdSubmit.encode(message)
    case 'USBIP_RET_SUBMIT': return usbipRetSubmit.encode(message)
    case 'USBIP_CMD_UNLINK': return usbipCmdUnlink.encode(message)
    case 'USBIP_RET_UNLINK': return usbipRetUnlink.encode(message)
  }
}
