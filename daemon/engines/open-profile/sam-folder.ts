import { equal } from '#protocols/bytes/byte-array'
import { NhicardError } from '#protocols/errors/nhicard-error'
import { openCloudSam, readCloudSam, type CloudSam, type Environment } from '#protocols/sam/cloud-sam'
import { CloudSamError } from '#protocols/sam/cloud-sam-error'
import { oneCloudSam } from '#protocols/sam/cloud-sam-name'

/** Files of the folder for the cloud SAM, and what opens one made for this PC. */
export interface SamFolder {
  names(): readonly string[]
  /** UTF-8. */
  read(name: string): string
  /** 16 bytes or more. */
  readonly machineSecret: Uint8Array
}

interface Opened {
  readonly name: string
  readonly text: string
  readonly environment: Environment
  readonly machineSecret: Uint8Array
  readonly sam: CloudSam
}

/**
 * What was opened last, as long as it lies there. A file is looked at for every signature, and opening it takes as long as signing: so
 * not when it is the same.
 */
const lastOpened = new WeakMap<SamFolder, Opened>()

/** Of a folder whose SAM is not used any more. */
export function forgetCloudSam(folder: SamFolder): void {
  lastOpened.delete(folder)
}

/**
 * The cloud SAM of this PC; undefined when its folder holds no file at all.
 * @throws NhicardError SAM_FILE_REFUSED with 9200 to 9202 or 9230, ENVIRONMENT_MIXED
 */
export function cloudSamIn(folder: SamFolder, environment: Environment): CloudSam | undefined {
  const names = folder.names()
  if (names.length === 0) return undefined
  const last = lastOpened.get(folder)
  lastOpened.delete(folder)
  try {
    const name = oneCloudSam(names)
    const [text, machineSecret] = [folder.read(name), folder.machineSecret]
    const isSame = last?.name === name && last.text === text && last.environment === environment && equal(last.machineSecret, machineSecret)
    const sam = isSame ? last.sam : openCloudSam(readCloudSam(text, name), { environment, machineSecret })
    lastOpened.set(folder, { name, text, environment, machineSecret: machineSecret.slice(), sam })
    return sam
  } catch (error) {
    // a file that the system does not let us read, as one that makes no sense
    if (error instanceof Error && 'syscall' in error) {
      throw new NhicardError('SAM_FILE_REFUSED', { code: 9201 }, { cause: error })
    }
    if (!(error instanceof CloudSamError)) throw error
    if (error.reason === 'otherEnvironment') throw new NhicardError('ENVIRONMENT_MIXED', {}, { cause: error })
    throw new NhicardError('SAM_FILE_REFUSED', { code: error.code }, { cause: error })
  }
}
