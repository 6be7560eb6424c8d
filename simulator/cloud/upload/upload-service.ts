import type { Hono } from 'hono'
import type { UploadSignature } from '#protocols/upload/web-api'
import { BundleRefusal } from '../bundle-check.ts'
import type { CentreParts } from '../cloud.ts'
import { SqliteUploadStore } from './sqlite-upload-store.ts'
import { UploadReceiver, type SignatureVerdict } from './upload-receiver.ts'
import { uploadRoutes } from './upload-routes.ts'

/** What a bundle's fault is called by the upload (nhi-facts §8.8); whatever else is wrong with one is a wrong signature. */
const verdicts: Readonly<Record<string, SignatureVerdict>> = {
  tooOld: 'signatureOld', contractExpired: 'moduleRevoked', suspended: 'moduleRevoked', cancelled: 'moduleRevoked',
}

/** The upload at the sites of the simulated cloud, in its database. */
export function uploadService({ store, desk, clock }: CentreParts): Hono {
  const checkSignature = ({ sSamId, sHospId, sClientRandom, sSignature }: UploadSignature): SignatureVerdict | undefined => {
    const bundle = {
      samId: sSamId, hospitalId: sHospId, clientRandom: sClientRandom, signature: sSignature, hcId: '', hcIdNo: '', hpcId: '', hpcIdNo: '',
    }
    try {
      store.transact(() => desk.bundles.signer('upload', bundle, clock.now()))
      return undefined
    } catch (error) {
      if (error instanceof BundleRefusal) return verdicts[error.fault] ?? 'signatureWrong'
      throw error
    }
  }
  return uploadRoutes(new UploadReceiver({
    clock, store: new SqliteUploadStore(store.database), checkSignature,
    isInstitution: (hospitalId) => store.knowsInstitution(hospitalId),
  }))
}
