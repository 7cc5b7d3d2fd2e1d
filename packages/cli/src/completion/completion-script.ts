import type { Command } from 'commander';

/** A command with the words that lead to it, and what can follow. */
interface Place {
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly long: string; readonly description: string; readonly takesValue: boolean }[];
}

/** A script for the shell, with every command and option of the program as it is now. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const places = [...placesOf(program, [])];
  return scripts[shell](places);
}

function* placesOf(command: Command, path: readonly string[]): Generator<Place> {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((one) => one.name() !== 'help' || path.length === 0);
  yield {
    path,
    commands: commands.map((one) => ({ name: one.name(), description: one.description() })),
    options: help
      .visibleOptions(command)
      .flatMap(({ long, description, required, optional }) =>
        long ? [{ long, description, takesValue: required || optional }] : [],
      ),
  };
  for (const one of command.commands) yield* placesOf(one, [...path, one.name()]);
}

const wordsOf = ({ commands, options }: Place) => [
  ...commands.map(({ name }) => name),
  ...options.map(({ long }) => long),
];

/** Words of commands and options have no character that a shell treats in a way of its own. */
const patterns = (places: readonly Place[]) =>
  places
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => `"${path.join(' ')}"`)
    .join('|');

const cases = (places: readonly Place[], line: (place: Place) => string) =>
  places.map((place) => `    "${place.path.join(' ')}") ${line(place)} ;;`).join('\n');

const bash = (places: readonly Place[]) => `_lingpai() {
  local at= word next= current="\${COMP_WORDS[COMP_CWORD]}" words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${at:+$at }$word"
    case "$next" in ${patterns(places)}) at="$next" ;; esac
  done
  case "$at" in
${cases(places, (place) => `words="${wordsOf(place).join(' ')}"`)}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _lingpai lingpai`;

const zsh = (places: readonly Place[]) => `#compdef lingpai
_lingpai() {
  local at= word next=
  local -a suggested
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${at:+$at }$word"
    case "$next" in (${patterns(places)}) at="$next" ;; esac
  done
  case "$at" in
${cases(places, (place) => `suggested=(${wordsOf(place).join(' ')})`).replaceAll(/^ {4}"/gm, '    ("')}
  esac
  compadd -a suggested || _files
}
if [ "$funcstack[1]" = "_lingpai" ]; then _lingpai "$@"; else compdef _lingpai lingpai; fi`;

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(places: readonly Place[]): string {
  const lines = places.flatMap((place) => {
    const { path, commands, options } = place;
    const below = commands.map(({ name }) => name).join(' ');
    const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
    const here = below === '' ? seen : [...seen, `not __fish_seen_subcommand_from ${below}`];
    const where = `complete -c lingpai -n ${quoted(here.join('; and '))}`;
    return [
      ...commands.map(({ name, description }) => `${where} -f -a ${name} -d ${quoted(description)}`),
      ...options.map(
        ({ long, description, takesValue }) =>
          `${where} -l ${long.slice(2)}${takesValue ? ' -r' : ''} -d ${quoted(description)}`,
      ),
    ];
  });
  return lines.join('\n');
}

const scripts = { bash, zsh, fish };
