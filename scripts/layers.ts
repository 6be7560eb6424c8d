/** Who may import whom, and why. The test beside this table walks every import of the tree. */
export interface Layer {
  /** Other layers whose modules it may import. */
  readonly layers: readonly string[]
  /** npm packages and Node's own modules. */
  readonly packages: readonly string[]
  readonly why: string
}

const node = (...names: string[]) => names.map((name) => `node:${name}`)

export const layers: Readonly<Record<string, Layer>> = {
  protocols: {
    layers: [],
    packages: ['zod', 'xstate', '@noble/ciphers', '@noble/hashes', '@noble/curves'],
    why: 'it holds bytes, values and next states and runs in a browser too',
  },
  drivers: {
    layers: ['protocols'],
    packages: [
      'pcsclite', 'usb', 'serialport', 'node-hid',
      'xstate', // the life of a native child is a machine and belongs beside the child
      ...node('child_process', 'crypto', 'events', 'module', 'url'),
      ...node('fs', 'fs/promises', 'path'), // sysfs and /proc tell of lines, and of who holds a device
      ...node('http', 'https', 'tls'), // the cloud client: undici, which is in Node, tells too little of a failed connection
      'fast-xml-parser', // what is uploaded is XML
      ...node('assert/strict'), // contract suites run in a virtual machine too, where no test runner is
    ],
    why: 'a driver moves bytes; it does not know who asked, nor that a simulator exists',
  },
  simulator: {
    layers: ['protocols'],
    packages: [
      'xstate', '@noble/ciphers', '@noble/hashes', '@noble/curves',
      ...node('events', 'net'), // the vpcd attachment is a TCP client
      'hono', '@hono/node-server', 'better-sqlite3', 'fast-xml-parser', ...node('http'), // NHIA's cloud: its web servers and its memory
      ...node('crypto'), // the cloud alone, see below
      ...node('child_process', 'fs', 'os', 'path'), // a pseudo-terminal is made by socat, at a path
    ],
    why: 'it replaces hardware, so it cannot know the drivers',
  },
  client: {
    layers: ['protocols'],
    packages: ['ws'], // in node.ts alone; Node 20 has no WebSocket of its own
    why: 'a web page loads it',
  },
  daemon: {
    layers: ['protocols', 'drivers', 'simulator', 'client'],
    packages: [
      'xstate', 'zod', 'ws', 'hono', '@hono/node-server', 'pino', 'commander', 'lit',
      '@peculiar/x509', 'reflect-metadata', // the certificate of the doors that speak HTTPS
      'better-sqlite3', '@noble/ciphers', '@noble/hashes', '@napi-rs/keyring', // the store of visits, see below
      ...node('child_process', 'crypto', 'fs', 'http', 'https', 'module', 'net', 'os', 'path', 'readline', 'stream', 'url'),
    ],
    why: 'it composes, and must start with no simulator installed',
  },
}

/** The only places where one layer reaches into another that the map above would let any file reach. */
export const narrow: readonly { from: string, to: string, files: readonly RegExp[], lazily?: true, why: string }[] = [
  {
    from: 'daemon', to: 'simulator', lazily: true,
    files: [/^daemon\/simulated-clinic\.ts$/, /^daemon\/cli\/simulate(-reader|-cloud)?\.ts$/],
    why: 'production never loads the simulator: four files import it, when asked to',
  },
  {
    from: 'daemon', to: 'client', files: [/^daemon\/console\//],
    why: 'only the console’s page is a client; a handler that calls its own door would deadlock its queue',
  },
  {
    from: 'daemon', to: 'lit', files: [/^daemon\/console\//], why: 'the page is drawn in the browser, never in the daemon',
  },
  {
    from: 'simulator', to: 'node:crypto', files: [/^simulator\/cloud\/signing-key\.ts$/],
    why: 'cards and readers run anywhere; only the cloud, which checks and signs for a thousand calls a second, is a server',
  },
  {
    from: 'simulator', to: 'better-sqlite3', lazily: true,
    files: [/^simulator\/cloud\/centre-store\.ts$/, /^simulator\/cloud\/upload\/sqlite-upload-store\.ts$/],
    why: 'native code is loaded by whoever runs a cloud, and by nobody else',
  },
  {
    from: 'daemon', to: 'better-sqlite3', files: [/^daemon\/store\//],
    why: 'what is kept of visits has one place, which is loaded when it is first wanted',
  },
  {
    from: 'daemon', to: '@noble/ciphers', files: [/^daemon\/store\//],
    why: 'only the store seals; the cryptography of cards and clouds is in protocols',
  },
  { from: 'daemon', to: '@noble/hashes', files: [/^daemon\/store\//], why: 'as @noble/ciphers' },
  {
    from: 'daemon', to: '@napi-rs/keyring', files: [/^daemon\/store\/keyring\.ts$/],
    why: 'loaded in a process of its own, by its path: a locked keyring answers when its user does',
  },
  { from: 'client', to: 'ws', files: [/^client\/node\.ts$/], why: 'a browser has its own WebSocket' },
  {
    from: 'drivers', to: 'pcsclite', files: [/^drivers\/pcsc\/binding\.ts$/, /^drivers\/pcsc\/pcsclite\.d\.ts$/],
    why: 'native code is loaded in its killable child and nowhere else',
  },
  { from: 'drivers', to: 'usb', files: [/^drivers\/ccid-usb\/usb-binding\.ts$/], why: 'as pcsclite' },
  { from: 'drivers', to: 'serialport', files: [/^drivers\/serial\/serial-binding\.ts$/], why: 'as pcsclite' },
  { from: 'drivers', to: 'node-hid', files: [/^drivers\/hid-scanner\/hid-binding\.ts$/], why: 'as pcsclite' },
  {
    from: 'drivers', to: 'node:assert/strict', files: [/^drivers\/contract\//], why: 'a driver names its failures itself',
  },
]
