import { describe, expect, it } from 'vitest'
import { serialError } from './serial-failure.ts'

/** As npm serialport 13 words them: seen on Linux, or read in its sources (serialport_unix.cpp, serialport_win.cpp). */
const opening = [
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'absent'],
  ['Error: No such device or address, cannot open /dev/ttyS3', 'absent'],
  ['Opening COM7: File not found', 'absent'],
  ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
  ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'busy'],
  ['Opening COM3: Access denied', 'busy'],
  ['Error: Permission denied, cannot open /dev/ttyS0', 'access'],
  ['Error: Is a directory, cannot open /dev', 'unsupported'],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 9600', 'unsupported'],
  ['Error: Input/output error setting custom baud rate of 9600', 'io'],
] as const

const using = [
  ['Error: Inappropriate ioctl for device, cannot get', 'unsupported'],
  ['Error: Invalid argument || while setting custom baud rate of 55800', 'unsupported'],
  ['Error baud rate of 55800 is not supported on your platform', 'unsupported'],
  ['Error: Input/output error, cannot get', 'gone'],
  ['EIO: i/o error, write', 'gone'],
  ['bad file descriptor', 'gone'],
  ['Port is not open', 'gone'],
  ['Error: No such device, cannot set', 'gone'],
  ['Writing to COM port (GetOverlappedResult): Unknown error code 31', 'io'],
] as const

describe('a failure of the binding', () => {
  it.each(opening)('at the opening, %s, is %s', (text, fault) => {
    expect(serialError('open', 'open', new Error(text)).fault).toBe(fault)
  })

  it.each(using)('of an open line, %s, is %s', (text, fault) => {
    expect(serialError('use', 'write', new Error(text)).fault).toBe(fault)
  })

  it('has a name whatever was thrown', () => {
    expect(serialError('use', 'write', 'nothing of use').message).toBe('write: io')
  })
})
