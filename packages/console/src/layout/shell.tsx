import { MenuOutlined } from '@ant-design/icons';
import { Outlet, useLocation } from '@tanstack/react-router';
import { Button, Drawer, Grid } from 'antd';
import { useState } from 'react';
import { useShellText } from '../messages/shell.js';
import { AppearanceSwitch } from './appearance-switch.js';
import { ApplicationSwitcher } from './application-switcher.js';
import { Brand } from './brand.js';
import { LanguageSwitch } from './language-switch.js';
import { MemberMenu } from './member-menu.js';
import { Navigation } from './navigation.js';
import { SandboxBanner } from './sandbox-banner.js';
import './shell.css';

/** The frame around every page: navigation at the side, or in a drawer where the window is narrow. */
export function Shell() {
  const text = useShellText();
  const isWide = Grid.useBreakpoint().lg ?? innerWidth >= 992;
  const { pathname } = useLocation();
  const [openedAt, setOpenedAt] = useState<string>();
  const side = (
    <>
      <ApplicationSwitcher />
      <Navigation onChosen={() => setOpenedAt(undefined)} />
    </>
  );
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {text('skip-to-content')}
      </a>
      {isWide ? (
        <aside className="shell-side">
          <div className="shell-side-content">
            <Brand />
            {side}
          </div>
        </aside>
      ) : null}
      <div className="shell-main">
        <header className="shell-head">
          {isWide ? null : (
            <>
              <Button
                type="text"
                icon={<MenuOutlined />}
                aria-label={text('open-navigation')}
                onClick={() => setOpenedAt(pathname)}
              />
              <Brand />
              <Drawer
                placement="left"
                size={264}
                title={<Brand />}
                open={openedAt === pathname}
                onClose={() => setOpenedAt(undefined)}
                className="shell-drawer"
              >
                {side}
              </Drawer>
            </>
          )}
          <div className="shell-tools">
            <LanguageSwitch />
            <AppearanceSwitch />
            <MemberMenu />
          </div>
        </header>
        <SandboxBanner />
        <main id="content" className="shell-content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
