/**
 * Starts the translations of @grafana/ui in English, whose texts are built in.
 *
 * `t()` of @grafana/i18n would start them by itself, but with an advertisement of i18next on the console: an instance
 * that is started already is left as it is.
 */
import { initPluginTranslations } from '@grafana/i18n';
import i18next from 'i18next';

export const startTranslations = async (): Promise<void> => {
  await i18next.init({ resources: {}, returnEmptyString: false, lng: 'en-US', showSupportNotice: false });
  await initPluginTranslations('grafana-ui');
};
