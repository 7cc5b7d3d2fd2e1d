import { useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Typography } from 'antd';
import { useEffect } from 'react';
import { useProblemText } from '../../display/use-problem-text.js';
import { AppearanceSwitch } from '../../layout/appearance-switch.js';
import { Brand } from '../../layout/brand.js';
import { LanguageSwitch } from '../../layout/language-switch.js';
import { isKnownProblem, useProblemTexts } from '../../messages/problems.js';
import { useShellText } from '../../messages/shell.js';
import { useSignInText } from '../../messages/sign-in.js';
import { ProviderButtons } from './provider-buttons.js';
import { useSignIn } from './use-sign-in.js';
import './sign-in-page.css';

export function SignInPage() {
  const text = useSignInText();
  const product = useShellText()('product');
  const title = text('title');
  const signIn = useSignIn();
  const failure = useFailure(signIn.error);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <div className="sign-in">
      <div className="sign-in-tools">
        <LanguageSwitch />
        <AppearanceSwitch />
      </div>
      <main className="sign-in-card">
        <Brand />
        <div>
          <Typography.Title level={1}>{title}</Typography.Title>
          <Typography.Text type="secondary">{text('lead')}</Typography.Text>
        </div>
        {failure === undefined ? null : <Alert type="error" showIcon title={failure} role="alert" />}
        <ProviderButtons isPending={signIn.isPending} onProxy={() => signIn.mutate(undefined)} />
        <Form<{ key: string }> layout="vertical" requiredMark={false} onFinish={({ key }) => signIn.mutate(key.trim())}>
          <Form.Item
            name="key"
            label={text('key')}
            extra={text('key-hint')}
            rules={[{ required: true, whitespace: true, message: text('key-needed') }]}
          >
            <Input.Password size="large" autoComplete="current-password" autoFocus spellCheck={false} />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
            {text('submit')}
          </Button>
        </Form>
        <Typography.Text type="secondary">{text('safety')}</Typography.Text>
      </main>
    </div>
  );
}

/** Why the member is not signed in: by the response, or by what the way back from a provider says (`?signIn=`). */
function useFailure(error: Error | null): string | undefined {
  const problemText = useProblemText();
  const text = useProblemTexts();
  const { signIn = '' } = useSearch({ strict: false });
  if (error !== null) return problemText(error);
  return isKnownProblem(signIn) ? text(signIn) : undefined;
}
