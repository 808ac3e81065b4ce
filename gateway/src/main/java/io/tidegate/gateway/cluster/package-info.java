/// This gateway as a node of a cluster: [ClusterPlane] has the node, [ClusterPart]s are what takes
/// part.
package io.tidegate.gateway.cluster;
