const chinaOffset = 8 * 60 * 60 * 1000;

/**
 * A time as the v2 gateway writes it: `yyyy-MM-dd HH:mm:ss` in UTC+8, in any time zone of this machine.
 *
 * @param milliseconds since 1970
 */
export function gatewayTime(milliseconds: number): string {
  return new Date(milliseconds + chinaOffset).toISOString().slice(0, 19).replace('T', ' ');
}
