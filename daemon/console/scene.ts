import type { Say } from './language.ts'
import type { EnterPin, Send } from './message.ts'
import type { Model } from './model.ts'

/** What every view is given: the state, a voice in the chosen language, and the way back. */
export interface Scene {
  readonly model: Model
  readonly say: Say
  readonly send: Send
  readonly enterPin: EnterPin
}
