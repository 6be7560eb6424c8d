/**
 * ms by which a site's clock may differ from ours before somebody should look: bundles from more than that ahead of the
 * centre are refused (docs/open-profile.md §12). Assumed: how NHIA judges it is not public. Nothing is corrected by it.
 */
export const CLOCK_TOLERANCE = 300_000
