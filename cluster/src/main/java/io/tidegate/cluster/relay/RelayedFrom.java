package io.tidegate.cluster.relay;

import java.util.function.IntSupplier;

/// Whom a relayed stream comes from, for [io.tidegate.media.hub.PublishRequest#called].
///
/// @param node number of the node at the moment, 0 while it comes from none; any thread
public record RelayedFrom(IntSupplier node) {}
