import { spawn } from 'node:child_process';

/** What tells whether someone sits before a screen on which a browser could open. */
interface Screen {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
}

/**
 * The program that opens a link in the user's browser; undefined where none should be: in CI, over SSH, where a program
 * reads the output, or where there is no screen.
 */
export function chooseOpener({ platform, environment, isTerminal }: Screen): string | undefined {
  const isRemote = environment.SSH_CONNECTION || environment.SSH_CLIENT || environment.SSH_TTY;
  if (!isTerminal || environment.CI || isRemote) return undefined;
  if (platform === 'darwin') return 'open';
  if (platform !== 'linux') return undefined;
  if (environment.WSL_DISTRO_NAME) return 'wslview'; // the browser of the Windows around it: no display is needed
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}

/**
 * Opens a link with such a program, and does not wait for it. It says nothing where that fails: the link was printed, and
 * who has no such program clicks it.
 */
export function openBrowser(opener: string, link: string): void {
  const child = spawn(opener, [link], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
