/// Streams from node to node: what [io.tidegate.media.StreamEvent] tells, and beside it what
/// packagers have to know to make the same of it.
package io.tidegate.cluster.relay;
