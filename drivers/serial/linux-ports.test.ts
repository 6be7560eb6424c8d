import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linuxPorts } from './linux-ports.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nhicardd-sysfs-'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** A file with its folders, as sysfs has them: one line, with an end. */
function file(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `${text}\n`)
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  symlinkSync(join(root, target), join(root, path))
}

describe('the lines of a PC with Linux', () => {
  it('are none where there is no sysfs', async () => {
    expect(await linuxPorts(join(root, 'nothing'), join(root, 'dev'))).toEqual([])
  })

  it('are those with a UART or an adapter behind them, with what the adapter says of itself', async () => {
    // a PC with one UART, places for more, two adapters, a modem; and terminals that are no lines
    file('sys/devices/pnp0/00:01/tty/ttyS0/type', '4')
    file('sys/devices/pnp0/00:01/uevent')
    link('sys/devices/pnp0/00:01/tty/ttyS0/device', 'sys/devices/pnp0/00:01')
    link('sys/class/tty/ttyS0', 'sys/devices/pnp0/00:01/tty/ttyS0')
    file('sys/devices/serial8250/tty/ttyS1/type', '0')
    link('sys/devices/serial8250/tty/ttyS1/device', 'sys/devices/serial8250')
    link('sys/class/tty/ttyS1', 'sys/devices/serial8250/tty/ttyS1')
    for (const [name, usb, idProduct, serial] of [
      ['ttyUSB0', '1-2', '2303', undefined], ['ttyUSB10', '1-3', '6001', 'A50285BI'], ['ttyUSB9', '1-4', '6001', 'a1'],
    ] as const) {
      const interfaceFolder = `sys/devices/pci/usb1/${usb}/${usb}:1.0`
      file(`sys/devices/pci/usb1/${usb}/idVendor`, idProduct === '2303' ? '067B' : '0403')
      file(`sys/devices/pci/usb1/${usb}/idProduct`, idProduct)
      if (serial !== undefined) file(`sys/devices/pci/usb1/${usb}/serial`, serial)
      if (name === 'ttyUSB10') file(`sys/devices/pci/usb1/${usb}/manufacturer`, 'FTDI')
      file(`${interfaceFolder}/${name}/tty/${name}/dev`, '188:0')
      link(`${interfaceFolder}/${name}/tty/${name}/device`, `${interfaceFolder}/${name}`)
      link(`sys/class/tty/${name}`, `${interfaceFolder}/${name}/tty/${name}`)
    }
    file('sys/devices/pci/usb1/1-5/idVendor', '08e6')
    file('sys/devices/pci/usb1/1-5/idProduct', '5503')
    file('sys/devices/pci/usb1/1-5/1-5:1.0/tty/ttyACM0/dev', '166:0')
    link('sys/devices/pci/usb1/1-5/1-5:1.0/tty/ttyACM0/device', 'sys/devices/pci/usb1/1-5/1-5:1.0')
    link('sys/class/tty/ttyACM0', 'sys/devices/pci/usb1/1-5/1-5:1.0/tty/ttyACM0')
    for (const name of ['tty', 'tty1', 'ptmx', 'console', 'ttyprintk']) file(`sys/class/tty/${name}/dev`, '5:0')
    for (const name of ['ttyS0', 'ttyS1', 'ttyUSB0', 'ttyUSB9', 'ttyUSB10', 'ttyACM0', 'tty1']) file(`dev/${name}`)

    const dev = join(root, 'dev')
    expect(await linuxPorts(join(root, 'sys/class/tty'), dev)).toEqual([
      { path: `${dev}/ttyACM0`, idVendor: '08e6', idProduct: '5503' },
      { path: `${dev}/ttyS0` },
      { path: `${dev}/ttyUSB0`, idVendor: '067b', idProduct: '2303' },
      { path: `${dev}/ttyUSB9`, idVendor: '0403', idProduct: '6001', serialNumber: 'a1' },
      {
        path: `${dev}/ttyUSB10`, idVendor: '0403', idProduct: '6001', serialNumber: 'A50285BI', manufacturer: 'FTDI',
      },
    ])
    rmSync(join(dev, 'ttyUSB0'))
    expect((await linuxPorts(join(root, 'sys/class/tty'), dev)).map(({ path }) => path)).not.toContain(`${dev}/ttyUSB0`)
  })
})
