/** `npm run build`: installs and builds what changed. */
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';

await prepare();
say('Everything is built.');
