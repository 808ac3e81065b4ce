/// What lives at which node: sessions, streams, links and workers of all nodes, as each tells them.
/// Public: [io.tidegate.cluster.registry.SharedRegistry], what it takes and what it gives.
package io.tidegate.cluster.registry;
