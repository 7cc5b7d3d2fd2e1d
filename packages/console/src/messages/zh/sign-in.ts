import type { MessagesLike } from '../../language/text.js';
import type { signIn as en } from '../en/sign-in.js';

export const signIn: MessagesLike<typeof en> = {
  title: '登录',
  lead: '所有商家的授权，一处管理。',
  key: 'API 密钥',
  'key-hint': '以 lpk_ 开头，可用管理员密钥，或管理员为您创建的密钥。',
  'key-needed': '请输入 API 密钥',
  submit: '登录',
  safety: '密钥只发送给本服务，浏览器仅保存会话 Cookie，不保存密钥。',
  provider: '使用 {name} 登录',
  proxy: '以单位统一登录的身份继续',
  or: '或使用 API 密钥',
};
