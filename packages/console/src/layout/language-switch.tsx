import { TranslationOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useLanguage } from '../language/language.js';
import { useShellText } from '../messages/shell.js';

export function LanguageSwitch() {
  const text = useShellText();
  const { language, choose } = useLanguage();
  return (
    <Button
      type="text"
      icon={<TranslationOutlined />}
      aria-label={text('language-switch-name')}
      title={text('language-switch-name')}
      onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
    >
      {text('language-switch')}
    </Button>
  );
}
