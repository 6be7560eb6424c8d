import { test } from 'vitest'
import { crashStories } from './crash-stories.fixture.ts'
import { CrashSweep, type SweepReport } from './crash-sweep.fixture.ts'

const cpu = () => { const c = process.cpuUsage(); return (c.user + c.system) / 1000 }
test.each(crashStories)('$name', async (story) => {
  const sweep = await CrashSweep.open()
  const report: SweepReport = { points: 0, states: 0, broken: [] }
  const t = cpu()
  for (let seed = 1; seed <= Number(process.env['SEEDS'] ?? 1); seed++) await sweep.tell(story, seed, Number(process.env['STRIDE'] ?? 10), report)
  console.log(`>> ${story.name}: ${report.points} points, ${report.broken.length} broken, ${((cpu() - t) / report.points).toFixed(1)} ms`)
  for (const one of report.broken.slice(0, 4)) console.log('>>   ' + one)
}, 600_000)
