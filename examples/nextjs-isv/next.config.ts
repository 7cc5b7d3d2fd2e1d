import type { NextConfig } from 'next';

const config: NextConfig = {
  // They load files of their own (worker threads, native code), so Node loads them instead of the bundle.
  serverExternalPackages: ['@lingpai/alipay', '@lingpai/vault', '@lingpai/database'],
};

export default config;
