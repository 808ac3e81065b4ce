/// Who may publish and play, as a server of somebody else's says over HTTP.
package io.tidegate.gateway.access.hook;
