export const signIn = {
  title: 'Sign in',
  lead: 'Every merchant’s authorization, in one place.',
  key: 'API key',
  'key-hint': 'Begins with lpk_. The admin key of the hub, or one that an administrator made for you.',
  'key-needed': 'Enter an API key',
  submit: 'Sign in',
  safety: 'The key goes to the hub only. This browser keeps a session cookie instead of it.',
  provider: 'Sign in with {name}',
  proxy: 'Go on as the person whom your organization signed in',
  or: 'or with an API key',
} as const;
