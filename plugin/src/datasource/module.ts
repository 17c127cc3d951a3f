/** The datasource as Grafana loads it. */
import { DataSourcePlugin } from '@grafana/data';
import { TrainingDatasource } from './Datasource';
import { ConfigEditor } from './editors/ConfigEditor';
import { QueryEditor } from './editors/QueryEditor';
import type { TrainingOptions, TrainingSecrets } from './options';
import type { TrainingQuery } from './query';

export const plugin = new DataSourcePlugin<TrainingDatasource, TrainingQuery, TrainingOptions, TrainingSecrets>(
  TrainingDatasource,
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
