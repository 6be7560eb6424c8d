import { whyNoPcscd } from '#rigs/pcscd/private-pcscd'
import { cardCommands, threeCardRead } from './card-commands.ts'
import { cardLink } from './card-link.ts'
import type { Growth } from './growth.ts'
import { Contestant, TYPESCRIPT } from './programs.ts'
import type { Aim } from './report.ts'
import { row, type Row } from './samples.ts'
import { takeTurns } from './turns.ts'

/** What the simulated cards cost by themselves, and behind a real pcscd. */
export interface CardFigures {
  /** In µs of the processor. */
  readonly commands: readonly Row[]
  /** In ms. */
  readonly reads: readonly Row[]
  /** In ms; none where no private pcscd can be had. */
  readonly link: readonly Row[]
  readonly growths: readonly Growth[]
}

const WARMING = 5
const ROUNDS = 40

export async function cardFigures(say: (text: string) => void): Promise<CardFigures> {
  say('APDUs to a simulated health card')
  const commands = await takeTurns(await cardCommands(), ROUNDS, WARMING)
  say('three-card reads')
  const reads = await takeTurns([threeCardRead()], ROUNDS, WARMING)
  say('10,000 card lives, and what they leave behind')
  const growths = await leftBehind()
  const obstacle = whyNoPcscd()
  say(obstacle ?? 'card processes behind pcscd and vpcd')
  const link = obstacle === undefined ? await cardLink() : []
  return {
    commands: commands.map(({ name, samples }) => row(name, samples)),
    reads: reads.map(({ name, samples }) => row(name, samples)), link, growths,
  }
}

async function leftBehind(): Promise<readonly Growth[]> {
  const child = new Contestant<never, readonly Growth[]>(
    'card-lives.ts', {}, ['--expose-gc', '--no-warnings', ...TYPESCRIPT],
  )
  const growths = await child.next()
  await child.stop()
  return growths
}

export function cardAims({ commands, reads, link, growths }: CardFigures): Aim[] {
  const [ours, minimal] = link
  return [
    // 100,000 and 5,000 a second on one core
    ...commands.map(({ name, p50 }): Aim => (
      { name, most: name.startsWith('plain') ? 10 : 200, unit: 'µs', figure: p50 })),
    ...reads.map(({ name, p50 }): Aim => ({ name: `${name}, p50`, most: 25, unit: 'ms', figure: p50 })),
    { name: 'memory left by card lives', most: 1, unit: 'MB', figure: Math.max(...growths.map(({ mb }) => mb)) },
    ...(ours === undefined || minimal === undefined ? [] : [{
      name: 'card process to a minimal one over vpcd, p50', most: 1.05, unit: 'times' as const,
      figure: ours.p50 / minimal.p50,
    }]),
  ]
}
