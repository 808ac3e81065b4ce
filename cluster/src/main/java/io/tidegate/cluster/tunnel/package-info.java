/// Connections between nodes: one TLS port each, whatever they carry.
///
/// [Tunnel] is where to start. A connection belongs to one application, which ALPN names.
package io.tidegate.cluster.tunnel;
