import { MalformedError } from '../bytes/malformed.ts'
import { CloudSamError } from './cloud-sam-error.ts'

/** Whose cloud SAM a file is. */
export interface CloudSamName {
  /** 10 characters, digits and capital letters (nhi-facts §8.7, D058: codes have letters too) */
  readonly hospitalId: string
  /** 12 characters, digits and capital letters */
  readonly samId: string
}

const NAME = /^(?<hospitalId>[0-9A-Z]{10})(?<samId>[0-9A-Z]{12})\.SAM$/

/** Institution code and SAM id with `.SAM` (nhi-facts §7). @throws MalformedError when one has another form */
export function cloudSamFileName({ hospitalId, samId }: CloudSamName): string {
  const name = `${hospitalId}${samId}.SAM`
  if (hospitalId.length !== 10 || !NAME.test(name)) throw new MalformedError('SAM file name', 'not codes of 10 and 12')
  return name
}

/** What a file name says; undefined when it is not the name of a cloud SAM. Case does not count, as on Windows. */
export function parseCloudSamFileName(name: string): CloudSamName | undefined {
  const { hospitalId, samId } = NAME.exec(name.toUpperCase())?.groups ?? {}
  return hospitalId === undefined || samId === undefined ? undefined : { hospitalId, samId }
}

/**
 * The one cloud SAM among the files of its folder. Other files do not count; every `.SAM` does, whatever its name.
 * @throws CloudSamError 9200 when there is none or more than one, 9201 when its name is not a cloud SAM's
 */
export function oneCloudSam(fileNames: readonly string[]): string {
  const [only, ...others] = fileNames.filter((name) => /\.sam$/i.test(name))
  if (only === undefined) throw new CloudSamError('missing')
  if (others.length > 0) throw new CloudSamError('several')
  if (parseCloudSamFileName(only) === undefined) throw new CloudSamError('unreadable', 'the file name')
  return only
}
