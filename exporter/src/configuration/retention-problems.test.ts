import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, readConfiguration } from './configuration.js';

const read = (raw: string, downsampled: string, records: string) =>
  readConfiguration({
    TRAINING_RETENTION_RAW: raw,
    TRAINING_RETENTION_DOWNSAMPLED: downsampled,
    TRAINING_RETENTION_RECORDS: records,
  }).configuration;
const DAY = 86_400_000;

describe('limits of retention', () => {
  test('are times with a unit; by default everything is kept', () => {
    expect(read('', '', '')).toMatchObject({ retentionRaw: 0, retentionDownsampled: 0, retentionRecords: 0 });
    expect(read('36h', '2w', '0')).toMatchObject({ retentionRaw: 1.5 * DAY, retentionDownsampled: 14 * DAY });
    expect(read('90s', '5m', '400d')).toMatchObject({ retentionRaw: 90_000, retentionRecords: 400 * DAY });
  });

  test.each([
    ['30', '0', '0', /RETENTION_RAW="30": must be a whole number and s, m, h, d or w/],
    ['-1d', '0', '0', /RETENTION_RAW/],
    ['1y', '0', '0', /RETENTION_RAW/],
    ['30d', '30d', '0', /RETENTION_DOWNSAMPLED: must be longer than TRAINING_RETENTION_RAW/],
    ['30d', '60d', '50d', /RETENTION_RECORDS: must not be shorter/],
    ['30d', '0', '1d', /RETENTION_RECORDS: must not be shorter/],
  ])('that cannot be are refused: %s, %s, %s', (raw, downsampled, records, problem) => {
    expect(() => read(raw, downsampled, records)).toThrow(ConfigurationError);
    expect(() => read(raw, downsampled, records)).toThrow(problem);
  });
});
