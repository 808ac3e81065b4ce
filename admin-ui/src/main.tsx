import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { UNSAFE_createBrowserHistory as createBrowserHistory, unstable_HistoryRouter as HistoryRouter } from "react-router";
import { App } from "./App";
import { newQueries } from "./api/queries";
import { startTheme } from "./design/theme";
import "./design/tokens.css";
import { Boundary } from "./frame/Boundary";
import { LeavingContext, guarded } from "./frame/leaving";
import { startLanguage } from "./i18n";

startTheme();

const queries = newQueries();

// what BrowserRouter makes, with a word before one leaves
const { history, block } = guarded(createBrowserHistory({ v5Compat: true }));
const root = document.getElementById("root");
await startLanguage();
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <HistoryRouter basename="/admin" history={history}>
          <LeavingContext value={block}>
            <Boundary>
              <App />
            </Boundary>
          </LeavingContext>
        </HistoryRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
}
