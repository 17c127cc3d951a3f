/** Limits that contradict each other, each with what to do. Times in milliseconds; 0: none. */
export function retentionProblems(configuration: {
  readonly retentionRaw: number;
  readonly retentionDownsampled: number;
  readonly retentionRecords: number;
}): string[] {
  const { retentionRaw: raw, retentionDownsampled: downsampled, retentionRecords: records } = configuration;
  const problems: string[] = [];
  if (downsampled > 0 && raw > 0 && downsampled <= raw)
    problems.push('TRAINING_RETENTION_DOWNSAMPLED: must be longer than TRAINING_RETENTION_RAW, or 0');
  if (records > 0 && records < Math.max(raw, downsampled))
    problems.push(
      'TRAINING_RETENTION_RECORDS: must not be shorter than TRAINING_RETENTION_RAW and TRAINING_RETENTION_DOWNSAMPLED, or 0: a session goes with all its points',
    );
  return problems;
}
