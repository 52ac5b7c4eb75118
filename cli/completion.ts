/** `countersign completion bash|zsh|fish`: completion of commands, options, services, operations and parameters, from the catalog. */

import type { Command } from 'commander';
import type { Catalog } from '#core/catalog/catalog.ts';
import { inputOf } from './call-parameters.ts';

/** What a shell evaluates (zsh also as a file of its `fpath`); it asks back with `countersign completion words -- WORD…`. */
export const completionScripts = {
  bash: `_countersign() {
  local IFS=$'\\n'
  COMPREPLY=($(countersign completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _countersign countersign`,
  zsh: `#compdef countersign
_countersign() {
  local -a found tail
  found=("\${(@f)$(countersign completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ \${#found} == 1 && $found[1] == *= ]] && tail=(-S '')
  compadd "\${tail[@]}" -a found
}
if [[ \${funcstack[1]} == _countersign ]]; then _countersign; else compdef _countersign countersign; fi`,
  fish: `function __countersign_words
  set -l words (commandline -opc)
  set -e words[1]
  set -l last (commandline -ct)
  countersign completion words -- $words "$last" 2>/dev/null
end
complete -c countersign -a '(__countersign_words)'`,
} as const;

/** Commands whose arguments are a service and an operation. */
const callers: ReadonlySet<string> = new Set(['call', 'explain']);

/** What may stand for the last of the words. */
export function completedWords(root: Command, words: readonly string[], catalog: () => Catalog): readonly string[] {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  return choices(root, before, { last, catalog })
    .filter((choice) => choice.startsWith(last))
    .sort();
}

type Asked = { readonly last: string; readonly catalog: () => Catalog };

function choices(root: Command, before: readonly string[], { last, catalog }: Asked): readonly string[] {
  const { command, rest } = commandOf(root, before);
  if (callers.has(command.name()) && rest.at(-1) === '--param') return parameterNames(rest, catalog());
  if (last.startsWith('-')) return command.options.flatMap(({ long }) => long ?? []);
  if (command.commands.length > 0) return command.commands.map((child) => child.name());
  if (!callers.has(command.name()) || rest.at(-1)?.startsWith('-') === true) return [];
  const [service] = positional(rest);
  if (positional(rest).length > 1) return [];
  const { services } = catalog();
  return service === undefined ? [...services.keys()] : [...(services.get(service)?.operations.keys() ?? [])];
}

/** The innermost command that the words name, and the words behind it. */
function commandOf(root: Command, words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  const [first, ...rest] = words;
  const child = root.commands.find((each) => each.name() === first);
  return child === undefined ? { command: root, rest: words } : commandOf(child, rest);
}

/** Every option of these commands that completion passes over has a value, but `--no-wait` and `--help`. */
function positional(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const option = words[index - 1] ?? '';
    const isValue = option.startsWith('--') && !option.startsWith('--no-') && !option.includes('=');
    return !word.startsWith('-') && !isValue;
  });
}

function parameterNames(words: readonly string[], catalog: Catalog): readonly string[] {
  const [service = '', operation = ''] = positional(words.slice(0, -1));
  const input = inputOf(catalog, service, operation);
  return input?.kind === 'structure' ? [...input.members.keys()].map((name) => `${name}=`) : [];
}
