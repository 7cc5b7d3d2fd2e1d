// The runtime's own `fetch` first: undici makes its dispatcher that of `fetch` where there is none yet.
import './built-in-fetch.js';

export { Agent } from 'undici';
