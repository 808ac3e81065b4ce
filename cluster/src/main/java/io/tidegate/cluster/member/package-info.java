/// What all nodes know together, by Hazelcast inside the tunnel.
///
/// [Membership] is where to start. No class of Hazelcast is loaded before it is started.
package io.tidegate.cluster.member;
