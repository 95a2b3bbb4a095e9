import { describe, expect, test } from 'vitest';
import { dashboardLink, describeLink } from './dashboard-link.ts';
import { chooseOpener, openBrowser } from './open-browser.ts';

const lab = { url: 'http://127.0.0.1:7070', token: 'a-b_c' };

describe('the link to the dashboard', () => {
  test('carries the token behind the #, where no server sees it', () => {
    expect(dashboardLink(lab)).toBe('http://127.0.0.1:7070/#/?token=a-b_c');
    expect(dashboardLink(lab, 'voting-2')).toBe('http://127.0.0.1:7070/#/running/voting-2?token=a-b_c');
    expect(new URL(dashboardLink(lab)).search).toBe('');
  });

  test('where it is not built says what builds it', () => {
    expect(describeLink(null)).toContain('npm run build:dashboard');
  });
});

describe('a browser is opened', () => {
  const linux = { platform: 'linux', environment: { DISPLAY: ':0' }, isTerminal: true } as const;

  test.each([
    ['by xdg-open on Linux with a display', linux, 'xdg-open'],
    ['by xdg-open under Wayland', { ...linux, environment: { WAYLAND_DISPLAY: 'wayland-0' } }, 'xdg-open'],
    ['by wslview in WSL', { ...linux, environment: { WSL_DISTRO_NAME: 'Ubuntu' } }, 'wslview'],
    ['by open on a Mac', { platform: 'darwin', environment: {}, isTerminal: true }, 'open'],
    ['not where there is no display', { ...linux, environment: {} }, undefined],
    ['not where a program reads the output', { ...linux, isTerminal: false }, undefined],
    ['not in CI', { ...linux, environment: { ...linux.environment, CI: 'true' } }, undefined],
    ['not over SSH', { ...linux, environment: { ...linux.environment, SSH_CONNECTION: '::1' } }, undefined],
    ['not over SSH to a Mac', { platform: 'darwin', environment: { SSH_TTY: '/dev/x' }, isTerminal: true }, undefined],
    ['not on other systems', { ...linux, platform: 'freebsd' }, undefined],
  ] as const)('%s', (_how, screen, opener) => {
    expect(chooseOpener(screen)).toBe(opener);
  });

  test('without a word where the program is missing', () => {
    expect(() => openBrowser('/nowhere/no-such-opener', 'http://127.0.0.1/')).not.toThrow();
  });
});
