/** Which page is shown: the question for a token, what keeps the page from working, or the sessions. */
import { useDatasource } from './data/datasource';
import { Banner } from './page/Banners';
import { Dashboard } from './page/Dashboard';
import { Header } from './page/Header';
import { PageFrame } from './page/PageFrame';
import { TokenPrompt } from './page/TokenPrompt';
import { connectionStore } from './services/connection';
import { pageStore } from './state/page';
import { useStore } from './state/store';

export function App() {
  const { datasource, problem } = useDatasource();
  const { refused } = useStore(connectionStore);
  const { workspace } = useStore(pageStore);
  if (datasource && !refused) {
    // Another workspace is another page: nothing of the one before is shown or asked for in it.
    return <Dashboard key={workspace ?? ''} datasource={datasource} />;
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
