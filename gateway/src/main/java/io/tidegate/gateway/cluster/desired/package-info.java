/// What all nodes of a cluster want, and this node's stores. [DesiredState] is where to start.
package io.tidegate.gateway.cluster.desired;
