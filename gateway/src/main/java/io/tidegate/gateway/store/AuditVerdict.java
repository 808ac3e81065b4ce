package io.tidegate.gateway.store;

import io.tidegate.media.Nullable;

/// What a look at the whole chain found. Immutable.
///
/// @param entries how many were read
/// @param first number of the oldest that is kept, 0 of none
/// @param last number of the newest, 0 of none
/// @param head hash of the newest: whoever has noted it elsewhere can tell later whether the end
///   was cut off or written anew
/// @param broken the first fault in words, null of a sound chain
public record AuditVerdict(
    long entries, long first, long last, String head, @Nullable String broken) {}
