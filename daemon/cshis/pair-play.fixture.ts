import type { CshisFunction } from '#protocols/cshis/function'
import type { CshisName } from '#protocols/cshis/index'
import { HealthCard } from '#simulator/cards/health-card'
import type { Written } from './function-desk.fixture.ts'
import { soundExample, type PairStory } from './pair-story.fixture.ts'
import { WritingDesk } from './writing-desk.fixture.ts'

/** Bytes of a health card that hold everything written to it. */
const MEMORY = 12_000

/** The memory of every health card that was in a reader so far. */
function memories({ desk }: WritingDesk): readonly (readonly [card: string, bytes: Uint8Array])[] {
  return [...desk.made].flatMap(([key, card]) => card instanceof HealthCard ? [[key, card.eeprom.read(0, MEMORY)] as const] : [])
}

export interface Played extends Written {
  /** Whether what was to go wrong did. */
  readonly isMet: boolean
  /** Health cards whose memory is another one than before the call. */
  readonly changed: readonly string[]
}

/** @param at where its mishap strikes */
async function playedAt(story: PairStory, declared: CshisFunction, at: number): Promise<Played> {
  const example = soundExample(declared)
  const { world = 'one-clinic', takesUploads = false, before = [], input: given = {} } = example ?? {}
  const desk = new WritingDesk(story.desk ?? { world, takesUploads })
  if (story.desk === undefined) await desk.prepare(before)
  await story.before?.(desk)
  const old = new Map(memories(desk))
  if (story.mishap !== undefined) desk.desk.failAt(at, story.mishap)
  const input = typeof story.input === 'function' ? story.input(given) : { ...given, ...story.input }
  const { output } = declared
  const room = story.room === undefined ? {} : { room: Object.fromEntries(Object.keys(output).map((one) => [one, story.room ?? 0])) }
  const { code, written } = await desk.call(declared.name as CshisName, input, { icd10: story.icd10 ?? false, ...room })
  const changed = memories(desk).filter(([key, bytes]) => old.get(key)?.some((byte, place) => byte !== bytes[place]) === true)
  return { code, written, isMet: story.mishap !== undefined && desk.desk.hasFailed, changed: changed.map(([key]) => key) }
}

/** What a function answers in a story: in the first place of its mishap where it answers the story's code, or else the last. */
export async function playedPair(story: PairStory, declared: CshisFunction): Promise<Played> {
  if (story.mishap === undefined || story.at !== undefined) return playedAt(story, declared, story.at ?? 0)
  for (let at = 0; ; at++) {
    const played = await playedAt(story, declared, at)
    if (played.code === story.code || !played.isMet) return played
  }
}
