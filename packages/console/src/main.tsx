import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console.js';
import 'antd/dist/antd.css';
import './theme/ground.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html: expected an element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
