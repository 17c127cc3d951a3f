/**
 * `node test/dist/fleet-command.js URL [TOKEN]`: sends the fleet of harness/fleet.ts to a running exporter, unless it is
 * there: sent again, it would end later.
 */
import { FLEET, logFleet } from './harness/fleet.js';
import { NativeClient } from './harness/native-client.js';

const [url, token = null] = process.argv.slice(2);
if (url === undefined) {
  console.error('Usage: node test/dist/fleet-command.js URL [TOKEN]');
  process.exit(2);
}
const client = new NativeClient(url, token);
const { items } = await client.call('listSessions', { query: { session_id: FLEET } });
if (items.length < FLEET.length) await logFleet(client);
client.close();
console.log(`${FLEET.length} sessions are at ${url}`);
