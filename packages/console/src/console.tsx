import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { createQueryClient } from './api/query-client.js';
import { LanguageProvider, useLanguage } from './language/language.js';
import { loadAhead } from './router/load-ahead.js';
import { createConsoleRouter } from './router/router.js';
import { AppearanceProvider, useAppearance } from './theme/appearance.js';
import { consoleTheme } from './theme/console-theme.js';
import { cspNonce } from './theme/csp-nonce.js';
import { useMedia } from './theme/use-media.js';

const queryClient = createQueryClient(() => {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.removeQueries();
  void router.navigate({ to: '/sign-in', search: { next: href } });
});
const router = createConsoleRouter(queryClient);
loadAhead(router, queryClient);

export function Console() {
  return (
    <LanguageProvider>
      <AppearanceProvider>
        <QueryClientProvider client={queryClient}>
          <DesignedConsole />
        </QueryClientProvider>
      </AppearanceProvider>
    </LanguageProvider>
  );
}

function DesignedConsole() {
  const { language } = useLanguage();
  const { isDark } = useAppearance();
  const isStill = useMedia('(prefers-reduced-motion: reduce)');
  return (
    <ConfigProvider
      locale={language === 'zh' ? zh : en}
      theme={consoleTheme({ isDark, language, isStill })}
      {...(cspNonce === undefined ? {} : { csp: { nonce: cspNonce } })}
      button={{ autoInsertSpace: false }}
    >
      <App>
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  );
}
