import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Say } from './language.ts'
import type { TextKey } from './texts.ts'
import type { Basic, MaskedBasic } from './masked-basic.ts'
import { problemView } from './problem-view.ts'
import type { Presence } from './presence.ts'
import type { Reader } from './readers.ts'
import { rocDate, rocYear } from './roc-date.ts'
import type { Scene } from './scene.ts'

const REPLACEMENT = '\u{fffd}'

/** What a card told of its holder: masked, in full while somebody asked for it, or why it could not be read. */
export function patientView(scene: Scene, { reader }: Reader, presence: Presence): TemplateResult {
  const { say, send } = scene
  const { reading, wanted, epoch } = presence
  if (presence.mute) return problemView({ message: say('reader.mute'), remedy: say('reader.mute.remedy') })
  switch (reading.state) {
    case 'unread':
      return readingView(say)
    case 'failed':
      // it may be one of the two other cards, which is soon known
      return scene.model.cards.asked !== null ? readingView(say) : html`
        ${problemView({ message: say(reading.problem.message), remedy: say(reading.problem.remedy) })}
        <p class="actions">
          <button type="button" class="button" @click=${() => send({ type: 'againPressed', reader, epoch })}>
            ${say('patient.again')}<span class="unseen">${say('reader.suffix', { reader })}</span>
          </button>
        </p>`
    case 'masked':
    case 'shown': {
      const shown = reading.state === 'shown'
      const asking = wanted !== null
      const press = (): void => {
        if (shown) send({ type: 'hidePressed', reader })
        else if (!asking) send({ type: 'showPressed', reader, epoch })
      }
      const label = shown ? 'patient.hide' : asking ? 'patient.asking' : 'patient.show'
      return html`
        <section class=${shown ? 'patient patient-shown' : 'patient'} aria-label=${say('patient.label')}>
          ${noticesView(say, reading.masked)}
          ${shown ? fullView(say, reading.full) : maskedView(say, reading.masked)}
          <p class="actions">
            <button type="button" class="button ${shown ? 'button-main' : ''}" aria-disabled=${asking} @click=${press}>
              ${say(label)}<span class="unseen">${say('reader.suffix', { reader })}</span>
            </button>
            <span class="fine">${shown ? say('patient.left', { seconds: reading.left }) : say('patient.masked')}</span>
          </p>
        </section>`
    }
  }
}

function readingView(say: Say): TemplateResult {
  return html`<p class="reading"><span class="spinner" aria-hidden="true"></span>${say('patient.reading')}</p>`
}

function noticesView(say: Say, { cancelled, nameComplete }: MaskedBasic): TemplateResult {
  return html`
    ${cancelled === true ? noticeView(say, 'stop', 'patient.cancelled', 'patient.cancelled.remedy') : nothing}
    ${cancelled === 'unknown'
      ? noticeView(say, 'warn', 'patient.cancelledUnknown', 'patient.cancelledUnknown.remedy')
      : nothing}
    ${nameComplete ? nothing : noticeView(say, 'warn', 'patient.nameIncomplete', 'patient.nameIncomplete.remedy')}`
}

function noticeView(say: Say, kind: 'stop' | 'warn', title: TextKey, remedy: TextKey): TemplateResult {
  return html`
    <div class="notice notice-${kind}" role=${kind === 'stop' ? 'alert' : nothing}>
      <p><strong>${say(title)}</strong></p>
      <p>${say(remedy, { sign: REPLACEMENT })}</p>
    </div>`
}

function rowView(say: Say, label: TextKey, value: unknown, shape = ''): TemplateResult {
  return html`<div class="row ${shape}"><dt>${say(label)}</dt><dd>${value}</dd></div>`
}

function maskedView(say: Say, masked: MaskedBasic): TemplateResult {
  const { birthYear } = masked
  return html`
    <dl class="rows">
      ${rowView(say, 'patient.name', masked.name, 'row-name')}
      ${rowView(say, 'patient.idCardNum', masked.idCardNum, 'row-code')}
      ${rowView(say, 'patient.birthYear', html`${birthYear} <small>${say(rocYear(birthYear))}</small>`)}
      ${rowView(say, 'patient.cardSn', masked.cardSn, 'row-code')}
    </dl>`
}

function fullView(say: Say, full: Basic): TemplateResult {
  return html`
    <dl class="rows">
      ${rowView(say, 'patient.name', full.name, 'row-name')}
      ${rowView(say, 'patient.idCardNum', full.idCardNum, 'row-code')}
      ${rowView(say, 'patient.birthday', dateView(say, full.birthday))}
      ${rowView(say, 'patient.sex', say(`patient.sex.${full.sex}`))}
      ${rowView(say, 'patient.cardSn', full.cardSn, 'row-code')}
      ${rowView(say, 'patient.dateIssue', dateView(say, full.dateIssue))}
    </dl>`
}

function dateView(say: Say, date: string): TemplateResult {
  return html`${date} <small>${say(rocDate(date))}</small>`
}
