/** Grafana's interface to variable queries: an editor and the query. */
import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { map, type Observable } from 'rxjs';
import type { AskingDatasource } from './asking-datasource';
import { VariableQueryEditor } from './editors/VariableQueryEditor';
import { findVariableValues, migrateVariableQuery, type VariableQuery } from './variable-query';

export class TrainingVariables extends CustomVariableSupport<AskingDatasource, VariableQuery> {
  constructor(private readonly datasource: AskingDatasource) {
    super();
  }

  override editor = VariableQueryEditor;

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const { client, replace } = this.datasource;
    const query = migrateVariableQuery(request.targets[0]);
    return findVariableValues(client, query, replace, request.scopedVars).pipe(map((values) => ({ data: values })));
  }
}
