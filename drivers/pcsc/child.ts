// Entry of the PC/SC child process: owns the native binding, so that a hang or a crash in it ends this process only.
import { realProcess } from '../child/real-process.ts'
import { loadBinding } from './binding.ts'
import { servePcsc } from './serve.ts'

const surroundings = realProcess()
servePcsc({ ...surroundings, loadBinding: () => loadBinding(surroundings.clock) })
