/** The datasource as the page makes it, and its editors. */
import { useEffect, useState } from 'react';
import { loadDatasource, type TrainingDatasource } from '../data/datasource';

export const useWorkbenchDatasource = (): TrainingDatasource | null => {
  const [datasource, setDatasource] = useState<TrainingDatasource | null>(null);
  useEffect(() => {
    void loadDatasource().then(setDatasource);
  }, []);
  return datasource;
};
