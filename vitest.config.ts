import { defineConfig } from 'vitest/config'

const conditions = ['source', 'module', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ['default', './scripts/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'everyday',
          include: ['{protocols,drivers,simulator,daemon,client,systemd,scripts}/**/*.test.ts'],
          // A sweep that takes two seconds alone takes ten on a busy machine, which is no fault.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real pcscd, Chromium and daemons as processes: one file at a time, because they share the machine's two cores.
        extends: true,
        test: {
          name: 'rigs',
          include: ['test-rigs/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
