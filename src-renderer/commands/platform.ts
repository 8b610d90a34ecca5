/** The computer that the window is on, as far as shortcuts need it. */
import { isMac } from './keys.ts';

export const onMac = isMac(navigator.platform);
