/**
 * Starts the page in two steps: the globals and the texts first, then everything else.
 *
 * Parts of @grafana/ui read both while they are being imported, hence an import that waits for them. Eager: it is no
 * file of its own.
 */
import './services/boot-data';
import { startTranslations } from './services/translations';

void startTranslations().then(() => import(/* webpackMode: "eager" */ './start'));
