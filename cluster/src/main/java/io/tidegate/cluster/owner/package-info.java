/// Which node runs what is started rather than comes by itself. Public:
/// [io.tidegate.cluster.owner.Ownership], and [io.tidegate.cluster.owner.Rendezvous], which it
/// decides by.
package io.tidegate.cluster.owner;
