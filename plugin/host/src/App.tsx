/** Which page is shown: the question for a token, what keeps the page from working, or the sessions. */
import { useDatasource } from './data/datasource';
import { Banner } from './page/Banners';
import { Dashboard } from './page/Dashboard';
import { Header } from './page/Header';
import { PageFrame } from './page/PageFrame';
import { TokenPrompt } from './page/TokenPrompt';
import { connectionStore } from './services/connection';
import { useStore } from './state/store';

export function App() {
  const { datasource, problem } = useDatasource();
  const { refused } = useStore(connectionStore);
  if (datasource && !refused) {
    return <Dashboard datasource={datasource} />;
  }
  return (
    <PageFrame header={<Header />}>
      {datasource && <TokenPrompt datasource={datasource} />}
      {problem && (
        <Banner
          severity="error"
          title="The page could not be loaded"
          action="Reload"
          onAction={() => window.location.reload()}
        >
          {problem}
        </Banner>
      )}
    </PageFrame>
  );
}
