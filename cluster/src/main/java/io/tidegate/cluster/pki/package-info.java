/// Who a node is: the cluster's own authority, certificates of nodes, what was revoked.
///
/// [Authority] makes certificates, [Credentials] are what a node has, [PeerCheck] says who the
/// other end of a connection is.
package io.tidegate.cluster.pki;
