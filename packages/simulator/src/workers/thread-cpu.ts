/** Processor time that this thread has used, in milliseconds: other programs on the machine do not count. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
