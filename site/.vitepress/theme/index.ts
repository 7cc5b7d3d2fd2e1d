// The default theme with the fonts of the system, so that a page loads nothing from elsewhere.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

export default DefaultTheme;
