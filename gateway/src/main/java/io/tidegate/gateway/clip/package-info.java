/// Clips: brought here through the API, made playable once, and played as sources of routes.
package io.tidegate.gateway.clip;
