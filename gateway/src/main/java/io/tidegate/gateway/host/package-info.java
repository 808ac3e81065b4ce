/// What changes the machine itself: a program that systemd starts as root for each request
/// ([io.tidegate.gateway.host.HostMain]), and the gateway's way to it
/// ([io.tidegate.gateway.host.HostClient]). docs/decisions/0025-host-helper.md.
package io.tidegate.gateway.host;
