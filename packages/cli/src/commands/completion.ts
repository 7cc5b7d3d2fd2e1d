import { Argument, Command } from 'commander';
import { localized } from '../language/localized.js';
import { print } from '../process/print.js';

const texts = localized({
  en: {
    description: 'Print a script that completes commands and options in a shell.',
    shell: 'the shell',
    help: `
  bash: echo 'source <(lingpai completion bash)' >> ~/.bashrc
  zsh:  lingpai completion zsh > "\${fpath[1]}/_lingpai"
  fish: lingpai completion fish > ~/.config/fish/completions/lingpai.fish`,
  },
  zh: {
    description: '输出用于补全命令和选项的 shell 脚本。',
    shell: 'shell 类型',
    help: `
  bash: echo 'source <(lingpai completion bash)' >> ~/.bashrc
  zsh:  lingpai completion zsh > "\${fpath[1]}/_lingpai"
  fish: lingpai completion fish > ~/.config/fish/completions/lingpai.fish`,
  },
});

/** `lingpai completion`. @param program called when the command runs: it then has all commands */
export function completionCommand(program: () => Command): Command {
  return new Command('completion')
    .description(texts.description)
    .addArgument(new Argument('<shell>', texts.shell).choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', texts.help)
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('../completion/completion-script.js');
      print(completionScript(program(), shell));
    });
}
