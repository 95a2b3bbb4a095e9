const mask = '***';

const secretName = /password|passwd|passphrase|token|secret|credential|key/i;

/** The password in a URL such as `postgres://user:password@host`. */
const passwordInUrl = /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g;

/**
 * Settings as a report may show them: reports are handed on. The value of a name that looks like a secret's is replaced
 * by `***`, and so is a password in a URL; to run the same again it has to be given anew.
 */
export function maskSecrets(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      secretName.test(name) ? mask : value.replaceAll(passwordInUrl, `$1${mask}`),
    ]),
  );
}
