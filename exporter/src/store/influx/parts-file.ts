/** What an exporter that writes to InfluxDB knows itself of each session, beside its journal. */
export const PARTS_FILE = 'parts.sqlite';
