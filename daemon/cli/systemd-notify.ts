import { spawn } from 'node:child_process'

/**
 * Tells systemd how the service is. Node has no unix datagram sockets, so systemd's own small program sends the
 * message; without NOTIFY_SOCKET nobody asked, and nothing is started. (Its option --stopping is younger than Debian 12.)
 */
export function notifySystemd(message: 'READY=1' | 'STOPPING=1'): void {
  if (process.env.NOTIFY_SOCKET === undefined) return
  const child = spawn('systemd-notify', [message], { stdio: 'ignore' })
  child.on('error', () => process.stderr.write('systemd-notify is missing: systemd will not learn that we are ready\n'))
}
