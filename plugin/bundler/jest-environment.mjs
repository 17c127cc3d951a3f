/** What browsers have and jsdom lacks, as far as the @grafana libraries ask for it while they are imported. */
import { TextDecoder, TextEncoder } from 'node:util';

// The last one silences an advertisement of i18next.
Object.assign(globalThis, { TextDecoder, TextEncoder, __i18next_supportNoticeShown: true });

globalThis.matchMedia ??= (media) => ({
  matches: false,
  media,
  onchange: null,
  addListener: () => {},
  removeListener: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
  dispatchEvent: () => false,
});

globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

HTMLCanvasElement.prototype.getContext = () => null;
