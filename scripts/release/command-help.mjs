import { execFileSync } from 'node:child_process';

/**
 * The help of every command of a program: its arguments and options are what scripts depend on.
 *
 * @param {string} program
 */
export function commandHelp(program) {
  return helpOf(program, []).join('\n');
}

function helpOf(program, path) {
  const env = { ...process.env, LC_ALL: 'C', NO_COLOR: '1' };
  const text = execFileSync(process.execPath, [program, ...path, '--help'], { encoding: 'utf8', env });
  const below = path.length < 2 ? commandsIn(text) : [];
  return [
    `# ${['lingpai', ...path].join(' ')}\n\n${text}`,
    ...below.flatMap((name) => helpOf(program, [...path, name])),
  ];
}

/** The lines after the options that begin with a name, two columns in. */
function commandsIn(text) {
  const [, after = ''] = text.split(/^ {2}-h, --help.*$/m);
  return [...after.matchAll(/^ {2}([a-z][a-z-]*)\b/gm)].map(([, name]) => name).filter((name) => name !== 'help');
}
