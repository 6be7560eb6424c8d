import * as z from 'zod'
import { serviceTypes } from '../service-type.ts'
import { SignatureBundle } from '../signature-bundle.ts'

/** What the signature is for. */
export const signing = z.object({ serviceType: z.enum(Object.values(serviceTypes).map(({ code }) => code)) })
export const bundle = SignatureBundle
export const nothing = z.object({})

/** PINs and PUKs are text and never numbers: zeros in front count. */
export const secret = (what: string) => z.string().max(16).describe(what)

/** The module stands behind every signature; as a card it lies in a reader. */
export const ofSam = [1002, 1003, 1011, 1100, 1102, 1103, 1202, 1300, 1301, 1302, 1303, 1304, 1601, 1610, 1611, 1700] as const
export const ofHc = [1100, 1102, 1103, 1202, 1500, 1501, 1502, 3203] as const
export const ofHpc = [1100, 1102, 1103, 1202, 1400, 1401, 1402, 1403, 1410, 1422, 1424] as const

export const clinic = { hospitalId: '9900000013', samId: 'TESTSAM00001' }
export const noHc = { hcId: '', hcIdNo: '' }
export const noHpc = { hpcId: '', hpcIdNo: '' }
