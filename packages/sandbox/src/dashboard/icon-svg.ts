/** A tally, 令牌: what the product is named after. */
export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect x="6" y="2" width="20" height="28" rx="6" fill="#1677ff"/>
<circle cx="16" cy="8" r="2.2" fill="#fff"/>
<path d="M11 14h10M11 19h10M11 24h6" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/>
</svg>
`;
