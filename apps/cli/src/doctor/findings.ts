/** What `temblor doctor` looks at, and what it makes of it: pure, from the facts of a machine. */

/** One finding. `missing`: Temblor cannot work without it; `warning`: it can, with the consequence that is told. */
export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'warning' | 'missing';
  readonly found: string;
  /** What to do; absent where all is well. */
  readonly advice?: string;
}

/** The facts of a machine that decide. */
export interface MachineFacts {
  readonly platform: string;
  readonly architecture: string;
  readonly nodeVersion: string;
  /** Absent where there is no npm. */
  readonly npmVersion: string | undefined;
  readonly cores: number;
  readonly availableMemoryBytes: number;
  readonly freeDiskBytes: number;
  readonly folderWritable: boolean;
  /** The most files a process may open; absent where it is not known or not limited. */
  readonly openFilesLimit: number | undefined;
  readonly ports: readonly PortFacts[];
  readonly postgresql:
    | { readonly kind: 'ready'; readonly version: string; readonly account: string }
    | { readonly kind: 'missing'; readonly reason: string; readonly hint: string };
}

/** A port that somebody would like to have. */
interface PortFacts {
  readonly port: number;
  readonly user: string;
  /** Who has it; undefined where it is free. */
  readonly owner: string | undefined;
  /** Whether that is the lab of this folder, or a process of its systems. */
  readonly ownedByLab: boolean;
}

const gigabyte = 2 ** 30;

/** Everything that was looked at, in a fixed order. */
export function judgeMachine(facts: MachineFacts): Finding[] {
  return [
    judgeNode(facts),
    judgeNpm(facts),
    judgePlatform(facts),
    judgePostgresql(facts),
    judgeCores(facts),
    judgeMemory(facts),
    judgeDisk(facts),
    judgeFiles(facts),
    ...judgePorts(facts),
  ];
}

function judgeNode({ nodeVersion }: MachineFacts): Finding {
  const major = Number(/^v(\d+)/.exec(nodeVersion)?.[1] ?? 0);
  const subject = 'Node';
  if (major >= 26) return { subject, state: 'ok', found: nodeVersion };
  const advice = 'install the dependencies with npm ci: they bring the right one, and ./temblor uses it';
  return { subject, state: 'missing', found: `${nodeVersion}, 26 or newer is needed`, advice };
}

function judgeNpm({ npmVersion }: MachineFacts): Finding {
  if (npmVersion !== undefined) return { subject: 'npm', state: 'ok', found: npmVersion };
  return {
    subject: 'npm',
    state: 'warning',
    found: 'none in the PATH',
    advice: 'only needed to install: https://nodejs.org brings it',
  };
}

function judgePlatform({ platform, architecture }: MachineFacts): Finding {
  const subject = 'platform';
  const found = `${platform} ${architecture}`;
  if (['linux', 'darwin'].includes(platform) && ['x64', 'arm64'].includes(architecture)) {
    return { subject, state: 'ok', found };
  }
  const advice =
    platform === 'win32'
      ? 'install WSL2 and run temblor in it'
      : 'use Linux or macOS on x64 or arm64; others are untried';
  return { subject, state: platform === 'win32' ? 'missing' : 'warning', found, advice };
}

function judgePostgresql({ postgresql }: MachineFacts): Finding {
  const subject = 'PostgreSQL';
  if (postgresql.kind === 'ready') {
    return { subject, state: 'ok', found: `${postgresql.version}, embedded, runs as ${postgresql.account}` };
  }
  const advice = `${postgresql.hint}${postgresql.hint === '' ? '' : '; or '}give the URL of a server: --store postgres=postgresql://…`;
  return { subject, state: 'warning', found: postgresql.reason, advice };
}

function judgeCores({ cores }: MachineFacts): Finding {
  const found = String(cores);
  if (cores >= 2) return { subject: 'cores', state: 'ok', found };
  return {
    subject: 'cores',
    state: 'warning',
    found,
    advice: 'with one core the figures say more of the machine than of the system',
  };
}

function judgeMemory({ availableMemoryBytes }: MachineFacts): Finding {
  const found = `${(availableMemoryBytes / gigabyte).toFixed(1)} GB available`;
  if (availableMemoryBytes >= gigabyte) return { subject: 'memory', state: 'ok', found };
  return { subject: 'memory', state: 'warning', found, advice: 'voting takes up to 700 MB; end other programs' };
}

function judgeDisk({ freeDiskBytes, folderWritable }: MachineFacts): Finding {
  const found = `${(freeDiskBytes / gigabyte).toFixed(1)} GB free`;
  if (!folderWritable) {
    return {
      subject: 'folder',
      state: 'missing',
      found: 'it cannot be written to',
      advice: 'run temblor in a folder of your own',
    };
  }
  if (freeDiskBytes >= gigabyte / 2) return { subject: 'disk', state: 'ok', found };
  return { subject: 'disk', state: 'warning', found, advice: 'databases and reports need about 500 MB: make room' };
}

function judgeFiles({ openFilesLimit }: MachineFacts): Finding {
  const subject = 'open files';
  if (openFilesLimit === undefined || openFilesLimit >= 1024) {
    return { subject, state: 'ok', found: openFilesLimit === undefined ? 'unlimited' : `up to ${openFilesLimit}` };
  }
  return {
    subject,
    state: 'warning',
    found: `up to ${openFilesLimit}`,
    advice: 'raise it in this shell: ulimit -n 4096',
  };
}

function judgePorts({ ports }: MachineFacts): Finding[] {
  const used = ports.filter(({ ownedByLab }) => ownedByLab).length;
  const taken = ports.filter(({ owner, ownedByLab }) => owner !== undefined && !ownedByLab);
  if (taken.length === 0) {
    const words = used === 0 ? 'are free' : `are free, or used by the lab that runs here (${used})`;
    return [{ subject: 'ports', state: 'ok', found: `all ${ports.length} default ports ${words}` }];
  }
  return taken.map(({ port, user, owner }) => ({
    subject: `port ${port}`,
    state: 'warning' as const,
    found: `wanted by ${user}, taken by ${owner ?? ''}`,
    advice: 'a free port is used instead, unless --ports strict is given',
  }));
}
