/**
 * 64 bytes of the test module over “SIGN”, Z199999016, 9900000013 and 1150115090000, and its public key: computed once, and
 * checked by another implementation in visit-signature.test.ts.
 */
export const exampleSignature = '3ef1a3871d2175e08a3b5d34b970cfcfa3ee90171c46545cf61423771a42152f'
  + '69a068cb6a1479819eb27a3ef4cff761e63944e75ccbef6c6c4595e066c949ee'
  + 'bd686f9d6ff723e0959aa184d9b0c1f3a67e32b62c36e87da0c825ec30be6893'
  + 'cf1f4e75ac4d1a6f3d89093d13cafa8a171272338c4442e4ef03c7190623400b'
/** The same of one second later. */
export const secondSignature = '5cce602c267c33410ba3b05f22fdfdfa81d16bc76e01dc1687576623bb81bd85'
  + 'a39437649c3f29d65829b84f75da9e56578f148ea579c1d47aa233383ed3d56b'
  + 'bd686f9d6ff723e0959aa184d9b0c1f3a67e32b62c36e87da0c825ec30be6893'
  + 'cf1f4e75ac4d1a6f3d89093d13cafa8a171272338c4442e4ef03c7190623400b'
