import type { Command } from '../../ask/command.ts';
import { PROGRAM } from '../../ask/program.ts';

/** The shells that there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion: Command = {
  name: 'completion',
  summary: 'Print a completion script',
  usage: [`${PROGRAM} completion <${SHELLS.join('|')}>`],
  what: 'Prints a script that completes commands, flags and their values.',
  examples: [
    ['in ~/.bashrc', `source <(${PROGRAM} completion bash)`],
    ['in ~/.zshrc, after compinit', `source <(${PROGRAM} completion zsh)`],
    ['in ~/.config/fish/config.fish', `${PROGRAM} completion fish | source`],
  ],
  questions: new Set(),
  operands: SHELLS,
};
