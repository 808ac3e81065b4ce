import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { ApiError } from "./api/client";
import { App } from "./App";
import { startTheme } from "./design/theme";
import "./design/tokens.css";
import { Boundary } from "./frame/Boundary";
import { startLanguage } from "./i18n";

startTheme();

const queries = new QueryClient({
  defaultOptions: {
    // the browser's word on the network says nothing of the gateway, and what waits for it would be sent much later
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      // what was refused is refused again; what did not arrive may
      retry: (count, failure) => count < 2 && failure instanceof ApiError && failure.status === 0,
      refetchOnWindowFocus: false,
    },
  },
});

const root = document.getElementById("root");
await startLanguage();
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <BrowserRouter basename="/admin">
          <Boundary>
            <App />
          </Boundary>
        </BrowserRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
}
