import { Command } from 'commander';
import { configOption } from '../hub/config-option.js';
import { importHub } from '../hub/import-hub.js';
import { localized } from '../language/localized.js';
import { CommandProblem, reportProblems } from '../process/command-problem.js';
import { untilStopped } from '../process/until-stopped.js';

const texts = localized({
  en: {
    description: 'Run the hub until SIGTERM or Ctrl-C; it then serves the requests it has accepted, and ends.',
    help: `
"lingpai init" writes a configuration. Without --config, environment variables give every setting. The log goes to standard
output, one line of JSON for each request.

Exit codes: 0 stopped; 1 wrong usage, or a setting, a key, a certificate, the database or the port is wrong: one sentence on
standard error names it.`,
  },
  zh: {
    description: '运行令牌中心，直到收到 SIGTERM 或 Ctrl-C；届时先完成已接受的请求，再退出。',
    help: `
“lingpai init” 生成配置。不带 --config 时，所有设置来自环境变量。日志写到标准输出，每个请求一行 JSON。

退出码：0 已停止；1 用法错误，或者某项设置、密钥、证书、数据库、端口有误：标准错误里用一句话指出。`,
  },
});

/** `lingpai serve`: runs the hub. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(texts.description)
    .addOption(configOption())
    .addHelpText('after', texts.help)
    .action((options: { readonly config?: string }) => reportProblems(() => serve(options.config)));
}

async function serve(file: string | undefined): Promise<void> {
  const { loadSettings, SettingsError, startHub } = await importHub();
  try {
    const settings = loadSettings({ file });
    const stopped = untilStopped();
    const hub = await startHub(settings);
    await stopped;
    await hub.stop();
  } catch (error) {
    if (error instanceof SettingsError) throw new CommandProblem(error.message);
    throw error;
  }
}
