/**
 * Ends this process as SIGTERM would when the process that started it is gone, even if that one was killed. For children that
 * were started with an IPC channel; does nothing in a process without one.
 */
export function exitWithParent(): void {
  if (!process.channel) return;
  // A signal to ourselves, so that an orphan drains in the same way as a service that is asked to stop.
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening keeps a process running; whether it runs is for its work to decide.
  process.channel.unref();
}
