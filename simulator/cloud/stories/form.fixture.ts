import type { CodeStories } from '../code-story.fixture.ts'

/** Requests that are none. */
export const formStories: CodeStories = {
  1701: [{ name: 'a path that is none', over: (running) => running.post('/api/v1/Nothing', {}) }],
  1702: [{
    name: 'a verb that no call has',
    over: async (running) => ({ body: await (await running.fetch('/api/v1/BasicData/Query')).json() as { statusCode: number } }),
  }],
  1704: [
    { name: 'a body without its bundle', play: (desk) => desk.send('BasicData/Query', {}) },
    { name: 'a parameter that is missing', play: (desk) => desk.call('SequelNumber/Next', { treatmentItem: '01' }) },
  ],
  1705: [{
    name: 'a type of visit that there is not',
    play: (desk) => desk.call('SequelNumber/Next', { treatmentItem: 'QQ', babyTreatment: '', afterCheck: '1' }),
  }],
  1706: [{ name: 'a body that is no JSON object', play: (desk) => desk.send('BasicData/Query', 'text') }],
}
