import type { ReaderHealthShape } from '#protocols/native-api/readers'
import type { LinkStatusShape, ReaderStatusShape } from '#protocols/native-api/schemas'

export interface ReadersSeen {
  readonly links: readonly LinkStatusShape[]
  readonly readers: readonly ReaderStatusShape[]
  readonly health: readonly ReaderHealthShape[]
}

const HEADS = ['READER', 'LINK', 'SLOT', 'CARD', 'HEALTH', 'NAME']

/** What `nhicard readers` prints: a table of readers, and below it what a person should know or do. */
export function readersReport({ links, readers, health }: ReadersSeen): string {
  const rows = health.map((one) => {
    const status = readers.find(({ reader }) => reader === one.reader)
    return [one.reader, one.link, String(status?.slot ?? '-'), cardOf(status), healthOf(one), one.name]
  })
  const notes = [
    ...health.flatMap(({ reader, signs }) => signs.map(({ zh, en }) => `${reader}: ${en} ${zh}`)),
    ...readers.flatMap(({ reader, quirks }) => quirks.map((why) => `${reader}: quirk: ${why}`)),
    ...links.filter(({ hint }) => hint.en !== '').map(({ link, state, hint }) => `${link}: ${state}. ${hint.en} ${hint.zh}`),
    ...links.flatMap(({ link, devices }) => devices.map(({ device, why, hint }) =>
      `${link}: ${device}: ${why}. ${hint.en} ${hint.zh}`)),
  ]
  const table = rows.length === 0 ? ['no reader / 沒有讀卡機'] : aligned([HEADS, ...rows])
  return [...table, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n')
}

function cardOf(status: ReaderStatusShape | undefined): string {
  if (status === undefined) return 'gone'
  if (status.card === null) return '-'
  return status.card.mute ? 'mute' : 'card'
}

/** `good: 60 cards, 2 retried, p50 12 ms, p95 30 ms`. */
function healthOf({ verdict, counts, latency }: ReaderHealthShape): string {
  const retried = counts.atrRetried + counts.connectRetried + counts.transferRepeated
  const said = [
    `${counts.inserted} cards`,
    ...(retried > 0 ? [`${retried} retried`] : []),
    ...(counts.muteCard > 0 ? [`${counts.muteCard} mute`] : []),
    ...(counts.readerLost > 0 ? [`lost ${counts.readerLost} times`] : []),
    ...(latency === null ? [] : [`p50 ${latency.p50Ms} ms`, `p95 ${latency.p95Ms} ms`]),
  ]
  return `${verdict}: ${said.join(', ')}`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
}
