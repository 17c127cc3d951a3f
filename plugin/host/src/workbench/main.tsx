/** Starts the workbench as `../main.tsx` starts the page: the globals and the texts first, then everything else. */
import '../services/boot-data';
import { startTranslations } from '../services/translations';

void startTranslations().then(() => import(/* webpackMode: "eager" */ './start'));
