import type { LabStatus } from '@temblor/control/api/schemas';

/**
 * What to try next from another terminal, with the names of what runs: every line works as it stands.
 * @param dashboard a line about the dashboard.
 */
export function nextSteps(status: LabStatus, id: string, dashboard: string): string {
  const system = status.systems.find((candidate) => candidate.id === id);
  const replica = system?.instances.find(({ id: instance }) => /-\d+$/.test(instance)) ?? system?.instances[0];
  const link = system?.links.find(({ provider }) => provider === replica?.id);
  const store = system?.stores[0];
  const lines: [string, string][] = [
    [`temblor status`, 'what runs, who is ON, which faults act'],
    [`temblor logs -f`, 'what the services print'],
  ];
  if (replica !== undefined) {
    lines.push([`temblor inject crash ${replica.id}`, 'end a process for two seconds']);
    lines.push([`temblor inject pause ${replica.id} --for 5s`, 'stop it where it is']);
  }
  if (link !== undefined) lines.push([`temblor inject latency '${link.id}' --latency 800 --for 10s`, 'slow one link']);
  if (store !== undefined) lines.push([`temblor inject database-away ${store.name} --for 3s`, 'no database']);
  lines.push([`temblor heal --all`, 'end every fault']);
  const width = Math.max(...lines.map(([line]) => line.length));
  const urls = system?.instances.map((instance) => `  ${instance.id}: ${instance.url}`) ?? [];
  return [
    '',
    `${id} is up:`,
    ...urls,
    '',
    dashboard,
    '',
    'From another terminal in this folder:',
    ...lines.map(([line, meaning]) => `  ${line.padEnd(width)}   ${meaning}`),
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}
