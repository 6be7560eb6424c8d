import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { run } from '#rigs/daemon-process'
import type { Export, TwinKind, TwinReport, TwinRequest } from './twin-request.ts'
import { until } from './until.ts'

const STATUS = '/sys/devices/platform/vhci_hcd.0/status'
/** First column of a port of the virtual hub: its kind and number; third: 004 when nothing is attached. */
const FREE_FIRST_PORT = /^hs\s+0000\s+004/m

type Answer = Extract<TwinReport, { type: 'done' | 'failed' }>
type Told = Exclude<TwinReport, Answer>

let child: ChildProcess | undefined
const answers: ((answer: Answer) => void)[] = []
let hear: (report: Told) => void = () => {}

function twinProcess(): ChildProcess {
  if (child !== undefined) return child
  child = fork('/app/twins.mjs', { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.on('message', (message: TwinReport) => {
    if (message.type === 'done' || message.type === 'failed') answers.shift()?.(message)
    else hear(message)
  })
  return child
}

async function tell(request: TwinRequest): Promise<Export | undefined> {
  const answer = await new Promise<Answer>((resolve) => {
    answers.push(resolve)
    twinProcess().send(request)
  })
  if (answer.type === 'failed') throw new Error(answer.why)
  return answer.exported
}

/** A simulated USB device for the first socket of the virtual hub of this kernel. One at a time. */
export class Twin {
  /** @param listener what a far end of a line tells */
  static async make(twin: TwinKind, listener: (report: Told) => void = () => {}): Promise<Twin> {
    hear = listener
    await tell({ do: 'make', twin })
    return new Twin()
  }

  /** Plugs it in, by the tool that comes with the kernel. */
  async plug(): Promise<void> {
    await until('the socket is free', () => this.isGone())
    const exported = await tell({ do: 'plug' })
    if (exported === undefined) throw new Error('it is not exported')
    const { port, busid } = exported
    const { code, stderr } = await run('usbip', ['--tcp-port', String(port), 'attach', '-r', '127.0.0.1', '-b', busid])
    if (code !== 0) throw new Error(`usbip attach: ${stderr}`)
  }

  /** Does nothing when it is not plugged in. */
  async unplug(): Promise<void> {
    await tell({ do: 'unplug' })
  }

  /** Whether the kernel has done with whatever was plugged in. */
  isGone(): boolean {
    return FREE_FIRST_PORT.test(readFileSync(STATUS, 'utf8'))
  }

  async tell(request: Exclude<TwinRequest, { do: 'make' | 'plug' | 'unplug' }>): Promise<void> {
    await tell(request)
  }
}

/** Ends the process of the twins. */
export async function endTwins(): Promise<void> {
  if (child === undefined) return
  child.disconnect()
  await once(child, 'exit')
  child = undefined
}
