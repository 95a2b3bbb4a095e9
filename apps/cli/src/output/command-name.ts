/**
 * How `temblor` is called here. Texts propose `temblor status`; in a clone, where no `temblor` need be on the PATH, they are
 * shown as `./temblor status`, or however this process was started.
 */

/** The name where a command follows it: not the program of that name in a sentence. */
const proposal =
  /(?<![\w./-])temblor(?= (?:-|<|\[|(?:start|run|runs|report|compare|check|systems|up|down|restart|status|logs|dashboard|demo|monitor|inject|heal|load|race|explore|sim|doctor|cleanup|help)\b))/g;

/** @param called how the launcher was called; undefined in an installed package. @returns the name, safe for a shell. */
export function commandName(called: string | undefined): string {
  if (called === undefined || !called.includes('/')) return 'temblor';
  return /^[\w./~@+-]+$/.test(called) ? called : `'${called.replaceAll("'", "'\\''")}'`;
}

/** A text with each command in it as it is called here. */
export function proposeAs(name: string, text: string): string {
  return name === 'temblor' ? text : text.replace(proposal, () => name);
}
