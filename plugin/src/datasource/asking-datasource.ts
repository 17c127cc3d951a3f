/** What variables and editors need of the datasource: they must not know the class that puts them together. */
import type { DataSourceApi } from '@grafana/data';
import type { ExporterClient } from './client/client';
import type { Replace } from './interpolate';
import type { TrainingOptions } from './options';
import type { TrainingQuery } from './query';

export interface AskingDatasource extends DataSourceApi<TrainingQuery, TrainingOptions> {
  readonly client: ExporterClient;
  readonly replace: Replace;
}
