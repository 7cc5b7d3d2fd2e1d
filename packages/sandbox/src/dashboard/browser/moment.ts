const chinaOffset = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss` in UTC+8, as Alipay writes times. */
export function momentText(milliseconds: number): string {
  return new Date(milliseconds + chinaOffset).toISOString().slice(0, 19).replace('T', ' ');
}

export function moment(milliseconds: number | null, absent = '–'): HTMLElement | string {
  if (milliseconds === null) return absent;
  const made = document.createElement('time');
  made.dateTime = new Date(milliseconds).toISOString();
  made.title = `${milliseconds} (UTC+8)`;
  made.textContent = momentText(milliseconds);
  return made;
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** `30 d 1 h`: the two largest units. */
export function spanText(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
