/** The page's program: the model, the view of it, and the effects it asks for, joined in one loop. */
import { render } from 'lit/html.js'
import { Effects } from './effects.ts'
import { languageTag, type Language } from './language.ts'
import type { Message } from './message.ts'
import { initialModel, reduce, type Model } from './model.ts'
import { texts } from './texts.ts'
import { view } from './view.ts'
import { watchWedge } from './wedge-watch.ts'

const LANGUAGE_KEY = 'nhicardd.language'

const root = document.getElementById('console')
if (root === null) throw new Error('index.html has no element #console')
const page: HTMLElement = root

const language: Language = localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'zh'
let model: Model = initialModel(language)
const effects = new Effects(send)

function send(message: Message): void {
  const before = model
  model = reduce(model, message)
  if (model === before) return
  if (message.type === 'languageChosen') localStorage.setItem(LANGUAGE_KEY, message.language)
  show()
  effects.perform(model)
}

/** At once, not with the next frame: a background tab gets no frames, and data of a card that left must go. */
function show(): void {
  document.documentElement.lang = languageTag[model.language]
  document.title = `${texts.title[model.language]} — nhicardd`
  render(view(model, send, (...entered) => effects.enterPin(...entered)), page)
}

/** The fragment of a one-time link, removed from the address bar and the history. */
function takeFragment(): string | null {
  const { hash, pathname, search } = location
  if (!hash.startsWith('#once=')) return null
  history.replaceState(null, '', pathname + search)
  return hash
}

show()
effects.start(takeFragment())
watchWedge(window, (how) => send({ type: 'wedgeSeen', how }))

addEventListener('hashchange', () => { // a new link pasted into the address bar of this page does not load it again
  const fragment = takeFragment()
  if (fragment !== null) send({ type: 'codeGiven', text: fragment })
})
addEventListener('pagehide', () => effects.stop())
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})
