package io.tidegate.cluster.member;

import java.io.Serializable;

/// What one node says for as long as it lives. Immutable.
///
/// @param owner the [NodeView#incarnation] of the node that says it
/// @param epoch of [Epochs]: the higher one counts
/// @param value what is said
public record Lease(String owner, long epoch, String value) implements Serializable {}
