// The page of the API: Swagger UI over our own descriptions, in the browser's colours.
'use strict';
(() => {
  const compatible = new URLSearchParams(location.search).get('of') === 'v3';
  const description = compatible ? '/v3/openapi.yaml' : '/api/v1/openapi.yaml';
  document.getElementById('file').href = description;
  document.getElementById(compatible ? 'compatible' : 'own').setAttribute('aria-current', 'page');

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const colour = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', colour);
  colour();

  if (typeof SwaggerUIBundle === 'undefined') {
    document.getElementById('missing').hidden = false;
    return;
  }
  // operations stand in groups by the first part of their paths
  const grouped = (api) => {
    for (const [path, item] of Object.entries(api.paths ?? {})) {
      const tag = path.split('/')[1] || 'page';
      for (const operation of Object.values(item)) {
        if (operation.responses && !operation.tags) operation.tags = [tag];
      }
    }
    return api;
  };
  const groups = {
    statePlugins: { spec: { wrapActions: { updateJsonSpec: (update) => (api) => update(grouped(api)) } } },
  };

  // whoever is logged in by a cookie shows with each change that this page asks for it
  const shown = async (request) => {
    const own = new URL(request.url, location.href).origin === location.origin;
    if (!own || /^(GET|HEAD|OPTIONS)$/i.test(request.method ?? 'GET')) return request;
    const me = await fetch('/api/v1/me');
    const token = me.ok ? (await me.json()).csrf : null;
    if (token) request.headers = { ...request.headers, 'X-CSRF-Token': token };
    return request;
  };

  SwaggerUIBundle({
    plugins: [groups],
    requestInterceptor: shown,
    url: description,
    dom_id: '#api',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
})();
