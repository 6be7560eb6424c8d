import type { RemoteName } from '#protocols/cs6/remote/index'
import { basicData } from './basic-data.ts'
import { cardReading } from './card-reading.ts'
import { contentUpdate } from './content-update.ts'
import type { Answers, RemoteTalk } from './remote-talk.ts'
import { visitNumbers } from './visit-numbers.ts'
import { visitWriting } from './visit-writing.ts'

const answers = { ...basicData, ...cardReading, ...contentUpdate, ...visitNumbers, ...visitWriting }

/** The calls that are answered. */
export type AnsweredName = keyof typeof answers
type Listed = RemoteName & AnsweredName

/** What a call does; undefined for one that nobody answers yet. */
export function answerOf(name: string): ((talk: RemoteTalk, params: object) => object) | undefined {
  if (!Object.hasOwn(answers, name)) return undefined
  return (answers satisfies Answers<Listed>)[name as Listed] as (talk: RemoteTalk, params: object) => object
}
