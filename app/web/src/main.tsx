import '@mantine/core/styles.css';
import './print.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useLayoutEffect } from 'react';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { isAskedAgain, waitBeforeAsking } from './api/asked-again.ts';
import { startTexts } from './i18n.ts';
import { cssVariables, theme } from './theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: isAskedAgain,
      retryDelay: waitBeforeAsking,
      structuralSharing: false,
      staleTime: 2000,
      // Without a connection a question is answered by what was kept here.
      networkMode: 'offlineFirst',
    },
    // What a press does, it does now or not at all: nothing is signed later, when there is a connection again.
    mutations: { networkMode: 'always' },
  },
});
await startTexts();

/** The frame that stood here before there were scripts goes in the same moment in which the pages come. */
function InPlaceOfShell({ children }: { children: ReactNode }): ReactNode {
  useLayoutEffect(() => document.querySelector('.shell')?.remove(), []);
  return children;
}

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <InPlaceOfShell>
            <App />
          </InPlaceOfShell>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
