import { cloudFaults, type CloudFaultName } from '../cloud-fault.ts'
import type { CodeStories, CodeStory } from '../code-story.fixture.ts'

/** A site that was put into a condition answers every call so. */
const storyOf = (fault: CloudFaultName, code: number): CodeStory => ({
  name: `the site ${cloudFaults[fault].label.en}`,
  over: (running) => {
    running.cloud.control.plan({ fault, code })
    return running.call('BasicData/Query')
  },
})

/** What is wrong with NHIA's servers, or with what they think of this component. */
export const siteStories: CodeStories = {
  3301: [storyOf('cacheMissing', 3301)],
  3302: [storyOf('cacheMissing', 3302)],
  3303: [storyOf('cacheMissing', 3303)],
  3304: [storyOf('cacheMissing', 3304)],
  3501: [storyOf('encodingFailed', 3501)],
  3502: [storyOf('notWhiteListed', 3502)],
  3503: [storyOf('blackListed', 3503)],
}
