/** Numbers as people read them: grouped, with units, never with more digits than mean something. Owns no words. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 41200 → "41,200". */
export const formatCount = (count: number): string => grouped.format(count);

/** "1 image", "9,000 images". */
export const formatAmount = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/**
 * A loss: at least four decimals and at least three significant digits below 1, four significant digits above.
 * 0.0647 → "0.0647", 0.005123 → "0.00512", 12.3456 → "12.35", 0.0000512 → "5.12 × 10⁻⁵".
 */
export function formatLoss(loss: number): string {
  if (Number.isNaN(loss)) return 'not a number';
  if (!Number.isFinite(loss)) return loss > 0 ? 'infinite' : '−infinite';
  const size = Math.abs(loss);
  if (size === 0) return '0';
  if (size < 1e-4 || size >= 1e7) return formatPower(loss);
  if (size >= 1000) return grouped.format(loss).replace('-', '−');
  const magnitude = Math.floor(Math.log10(size));
  const decimals = size < 1 ? Math.max(4, 2 - magnitude) : 3 - magnitude;
  return loss.toFixed(decimals).replace('-', '−');
}

function formatPower(value: number): string {
  const [digits, exponent] = value.toExponential(2).split('e') as [string, string];
  const raised = [...String(Math.abs(Number(exponent)))].map((digit) => superscripts[Number(digit)]).join('');
  return `${digits.replace('-', '−')} × 10${Number(exponent) < 0 ? '⁻' : ''}${raised}`;
}

/** A setting such as a learning rate, as short as it can be said: 0.001, 0.0005, "1 × 10⁻⁶". */
export function formatSetting(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-5 || size >= 1e7) {
    const exponent = Math.floor(Math.log10(size));
    const digits = Number((value / 10 ** exponent).toPrecision(3));
    return formatPower(value).replace(/^[−\d.]+/, String(digits).replace('-', '−'));
  }
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** Three significant digits, grouped: 41234 → "41,200", 812.4 → "812", 9.876 → "9.88". */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond) || perSecond <= 0) return '0';
  const rounded = Number(perSecond.toPrecision(3));
  return rounded >= 100 ? grouped.format(rounded) : String(rounded);
}

/** Seconds as "0:38", "12:05" or "1:02:33". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  const rest = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${grouped.format(hours)}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** For a screen reader: "38 seconds", "2 minutes 5 seconds", "1 hour 2 minutes". */
export function speakDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown';
  const whole = Math.round(seconds);
  const parts = [
    { count: Math.floor(whole / 3600), unit: 'hour' },
    { count: Math.floor(whole / 60) % 60, unit: 'minute' },
    { count: whole % 60, unit: 'second' },
  ].filter((part) => part.count > 0);
  if (parts.length === 0) return '0 seconds';
  return parts
    .slice(0, 2)
    .map((part) => formatAmount(part.count, part.unit))
    .join(' ');
}

/** 1536 → "1.5 kB", powers of 1000 as file managers count. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unit === 0
    ? formatAmount(bytes, 'byte')
    : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** 0.0123 → "1.2%", 0.256 → "26%". */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 0.1) return percent > 0 ? 'under 0.1%' : 'over −0.1%';
  const text = Math.abs(percent) < 10 ? String(Number(percent.toFixed(1))) : percent.toFixed(0);
  return `${text.replace('-', '−')}%`;
}

/** How long ago, and after a week the date: "just now", "5 minutes ago", "yesterday", "3 Nov 2026". */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.max(0, (now - then) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${formatAmount(Math.floor(seconds / 60), 'minute')} ago`;
  if (seconds < 86_400) return `${formatAmount(Math.floor(seconds / 3600), 'hour')} ago`;
  const days = Math.floor(seconds / 86_400);
  if (days === 1) return 'yesterday';
  if (days < 7) return `${days} days ago`;
  return new Date(then).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "3 Nov 2026, 14:05". */
export const formatMoment = (then: number): string =>
  new Date(then).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

/** A title within a sentence: small letters, but for words such as KL and ELBO. */
export const inSentence = (title: string): string =>
  title.replaceAll(/\p{L}+/gu, (word) => (/^\p{Lu}{2}/u.test(word) ? word : word.toLowerCase()));

/** "About 2 min" of "about 2 min". */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
