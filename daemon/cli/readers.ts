import type { Response } from '#protocols/native-api/wire'
import type { MethodName, ResultOf } from '#protocols/native-api/registry'
import { readersReport } from './readers-report.ts'
import { post, runningDaemon, type RunningDaemon } from './running-daemon.ts'

async function ask<Name extends MethodName>(daemon: RunningDaemon, method: Name): Promise<ResultOf<Name>> {
  const response = await post(daemon, '/rpc', JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: {} }))
  const answer = await response.json() as Response
  if ('error' in answer) throw new Error(answer.error.message)
  return answer.result as ResultOf<Name>
}

/** `nhicard readers`: every reader with its link, slot, card, quirks and health, and devices that cannot be used. */
export async function printReaders(json: boolean): Promise<void> {
  const daemon = await runningDaemon()
  const [{ readers }, { readers: health }, { links }] = await Promise.all([
    ask(daemon, 'readers.list'), ask(daemon, 'readers.health'), ask(daemon, 'system.status'),
  ])
  const told = json ? JSON.stringify({ links, readers, health }, null, 2) : readersReport({ links, readers, health })
  process.stdout.write(`${told}\n`)
}
