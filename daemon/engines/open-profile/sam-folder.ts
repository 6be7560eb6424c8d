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

/**
 * The cloud SAM of this PC; undefined when its folder holds no file at all.
 * @throws NhicardError SAM_FILE_REFUSED with 9200 to 9202, ENVIRONMENT_MIXED
 */
export function cloudSamIn(folder: SamFolder, environment: Environment): CloudSam | undefined {
  const names = folder.names()
  if (names.length === 0) return undefined
  try {
    const name = oneCloudSam(names)
    return openCloudSam(readCloudSam(folder.read(name), name), { environment, machineSecret: folder.machineSecret })
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
