import { Option } from 'commander';
import { localized } from '../language/localized.js';

const texts = localized({
  en: { config: 'configuration of the hub; environment variables win over it' },
  zh: { config: '令牌中心的配置文件；环境变量优先' },
});

/** `--config <file>`. */
export const configOption = (): Option => new Option('--config <file>', texts.config).env('LINGPAI_CONFIG');
