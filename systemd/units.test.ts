import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readerQuirks } from '#drivers/ccid-usb/quirks'
import { scannerMakers } from '#protocols/scanner/makers'

const here = import.meta.dirname
const daemonFile = join(here, '..', 'dist', 'bin', 'nhicardd.js')
const unit = readFileSync(join(here, 'nhicardd.service'), 'utf8')
const lines = unit.split('\n')

/** `systemd-analyze security` in tenths of its scale of 0.0 to 10.0: the unit has this exposure today and not more. */
const MOST_EXPOSURE = 15

/** Line by line what must stay, and what would be lost without it. */
const hardening: readonly (readonly [line: string, why: string])[] = [
  ['Type=notify', 'whoever starts after us must find the door open'],
  ['NotifyAccess=all', 'systemd-notify is a child of the daemon, and its message would be dropped'],
  ['Wants=pcscd.socket', 'PC/SC starts with us, and its absence does not stop us'],
  ['StartLimitIntervalSec=0', 'recovery never gives up'],
  ['Restart=always', 'a clinic has no administrator to restart it'],
  ['RestartSec=2s', 'a pause that a person hardly notices, and that no loop of crashes can turn into load'],
  ['KillMode=mixed', 'a PC/SC child ended before the daemon does not give its cards back'],
  ['User=nhicardd', 'a fault in a parser must not be a fault of root'],
  ['StateDirectoryMode=0700', 'token and state are nobody else’s business'],
  ['UMask=0077', 'token and state are nobody else’s business'],
  ['LimitCORE=0', 'a core dump holds patients'],
  ['NoNewPrivileges=yes', 'no setuid program is a way up'],
  ['CapabilityBoundingSet=', 'the daemon needs no capability'],
  ['ProtectSystem=strict', 'only the state directory is written'],
  ['ProtectHome=yes', 'nothing in a home is ours'],
  ['PrivateMounts=yes', 'a mount made by us is seen by nobody else'],
  ['PrivateTmp=yes', 'files of other programs in /tmp are not ours'],
  ...['usb_device', 'hidraw', 'ttyS', 'ttyUSB', 'ttyACM'].map((kind) =>
    [`DeviceAllow=char-${kind} rw`, 'readers and scanners of this kind would be out of reach'] as const),
  ['DevicePolicy=closed', 'devices that are neither reader nor scanner are not ours'],
  ['ProtectProc=invisible', 'what other users run is not ours to see'],
  ['RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK', 'no packet or bluetooth sockets'],
  ['IPAddressDeny=any', 'the default configuration contacts nothing outside this machine'],
  ['IPAddressAllow=localhost', 'the doors are on loopback'],
  ['SystemCallArchitectures=native', 'the 32-bit calls escape the filter'],
  ['SystemCallFilter=@system-service @pkey', 'calls that no service makes are refused'],
  ['SystemCallFilter=~@privileged @resources', 'calls that only root makes are refused'],
  ['RestrictNamespaces=yes', 'namespaces open more of the kernel to attack'],
  ['RestrictRealtime=yes', 'a real-time loop hangs the PC'],
  ['RestrictSUIDSGID=yes', 'no setuid file is left behind'],
  ['LockPersonality=yes', 'old ABIs weaken address randomisation'],
  ['ProtectKernelTunables=yes', '/proc/sys and /sys are not ours'],
  ['ProtectKernelModules=yes', 'we load no modules'],
  ['ProtectKernelLogs=yes', 'kernel addresses stand there'],
  ['ProtectControlGroups=yes', 'limits of services are not ours'],
  ['ProtectClock=yes', 'visits are stamped with the time'],
  ['ProtectHostname=yes', 'the name of the PC is not ours'],
]

/** On a developer's machine without systemd these tests are left out; a CI that lacks it is broken. */
const without = (...tools: string[]) =>
  !process.env.CI && tools.some((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhicardd-unit-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the unit', () => {
  test.each(hardening)('keeps %s', (line, why) => expect(lines, why).toContain(line))

  test('leaves V8 its machine code', () => {
    expect(lines.filter((line) => line.startsWith('MemoryDenyWriteExecute')), 'V8 would not start').toEqual([])
  })

  test('keeps its state where the daemon is told to look', () => {
    expect(lines).toContain('StateDirectory=nhicardd')
    expect(lines).toContain('Environment=NHICARD_STATE_DIR=/var/lib/nhicardd')
  })

  test.skipIf(without('systemd-sysusers'))('runs as the user that sysusers makes', () => {
    mkdirSync(join(folder, 'etc'))
    const { status } = spawnSync('systemd-sysusers', [`--root=${folder}`, join(here, 'nhicardd.sysusers.conf')])
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'etc', 'passwd'), 'utf8')).toMatch(/^nhicardd:.*:\/usr\/sbin\/nologin$/m)
  })

  test('may open every reader that does not announce its class, and the scanners of every maker known, and no keyboard', () => {
    const rules = readFileSync(join(here, '70-nhicardd.rules'), 'utf8')
    const id = (number: number) => number.toString(16).padStart(4, '0')
    for (const { match: { idVendor, idProduct }, patch } of readerQuirks) {
      if (patch.interfaceClass === undefined) continue
      expect(rules).toContain(`ATTR{idVendor}=="${id(idVendor)}", ATTR{idProduct}=="${id(idProduct)}"`)
    }
    const hid = rules.split('\n').filter((line) => line.startsWith('SUBSYSTEM=="hidraw"'))
    expect(hid).toHaveLength(1)
    expect(hid[0]).toContain(`ATTRS{idVendor}=="${scannerMakers.map(({ vendorId }) => id(vendorId)).join('|')}"`)
  })

  test('runs as the user that polkit lets use cards, and polkit’s answer about others stays as it is', () => {
    type Rule = (action: { id: string }, subject: { user: string }) => string | undefined
    const rules: Rule[] = []
    const polkit = { addRule: (rule: Rule) => rules.push(rule), Result: { YES: 'yes' } }
    runInContext(readFileSync(join(here, '50-nhicardd.rules'), 'utf8'), createContext({ polkit }))
    const answer = (id: string, user: string) => rules.map((rule) => rule({ id }, { user }))
    for (const id of ['org.debian.pcsc-lite.access_pcsc', 'org.debian.pcsc-lite.access_card']) {
      expect(answer(id, 'nhicardd')).toEqual(['yes'])
      expect(answer(id, 'somebody')).toEqual([undefined])
    }
    expect(answer('org.freedesktop.login1.power-off', 'nhicardd')).toEqual([undefined])
  })
})

describe.skipIf(without('systemd-analyze'))('systemd itself', () => {
  /** The unit as systemd-analyze can judge it where nhicardd is not installed. */
  const unitFile = () => {
    const file = join(folder, 'nhicardd.service')
    writeFileSync(file, unit.replace('ExecStart=/usr/bin/nhicardd', `ExecStart=${process.execPath}`))
    return file
  }

  test('finds nothing wrong with the unit', () => {
    const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', unitFile()], { encoding: 'utf8' })
    expect({ said: stdout + stderr, status }).toEqual({ said: '', status: 0 })
  })

  test('finds a line that is wrong', () => {
    const file = unitFile()
    writeFileSync(file, readFileSync(file, 'utf8').replace('ProtectSystem=strict', 'ProtectSystem=stricter'))
    const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    expect(stderr).toContain('stricter')
  })

  const judge = (file: string) => {
    const options = ['security', '--no-pager', '--offline=true', `--threshold=${MOST_EXPOSURE}`, file]
    return spawnSync('systemd-analyze', options, { encoding: 'utf8' })
  }

  test(`calls it no more exposed than ${MOST_EXPOSURE / 10}`, () => {
    const { stdout, status } = judge(unitFile())
    expect(status, stdout).toBe(0)
  })

  test('would call it more exposed as root', () => {
    const file = unitFile()
    writeFileSync(file, readFileSync(file, 'utf8').replace('User=nhicardd\n', 'User=root\n'))
    expect(judge(file).status).not.toBe(0)
  })
})

describe.skipIf(without('socat', 'systemd-notify'))('the daemon under a service manager', () => {
  const started: ChildProcess[] = []
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
  })

  /** Resolves when `text` has been said on the notification socket, or rejects when it ends before. */
  const listener = () => {
    const socket = join(folder, 'notify')
    const socat = spawn('socat', ['-u', `UNIX-RECV:${socket}`, '-'], { stdio: ['ignore', 'pipe', 'inherit'] })
    started.push(socat)
    let said = ''
    const waiting = new Set<() => void>()
    socat.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      for (const look of waiting) look()
    })
    const hears = (text: string) => new Promise<string>((resolve, reject) => {
      const look = () => {
        if (said.includes(text)) resolve(said)
      }
      waiting.add(look)
      socat.once('error', reject).once('exit', () => reject(new Error(`socat ended; heard: ${said}`)))
      look()
    })
    return { socket, hears }
  }

  test('says READY=1 once it answers, STOPPING=1 on SIGTERM, and ends with status 0', { timeout: 20_000 }, async () => {
    expect(existsSync(daemonFile), 'npm run build makes it').toBe(true)
    writeFileSync(join(folder, 'config.json'), '{"port":0,"pcsc":{"enabled":false},"ccidUsb":{"use":"never"},"scanners":{"hid":false}}')
    const { socket, hears } = listener()
    await expect.poll(() => existsSync(socket), { timeout: 5_000 }).toBe(true)
    const env = { ...process.env, NOTIFY_SOCKET: socket, NHICARD_STATE_DIR: folder }
    const daemon = spawn(process.execPath, [daemonFile], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    started.push(daemon)
    const ended = once(daemon, 'exit')

    expect(await hears('READY=1')).not.toContain('STOPPING=1')
    const { port } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { port: number }
    const response = await fetch(`http://127.0.0.1:${port}/rpc`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Authorization': `Bearer ${readFileSync(join(folder, 'token'), 'utf8')}` },
      body: '{"jsonrpc":"2.0","id":1,"method":"system.status"}',
    })
    expect(await response.json()).toMatchObject({ id: 1, result: { simulation: false, links: [] } })

    daemon.kill('SIGTERM')
    await hears('STOPPING=1')
    expect(await ended).toEqual([0, null])
  })
})
