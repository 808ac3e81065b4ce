/// Who may publish and play: what users and tokens may of it, from where, and for how long.
package io.tidegate.gateway.access;
