package io.tidegate.gateway.storage;

import java.time.Instant;

/// An upload as it waits. Immutable.
///
/// @param number counts uploads over restarts
/// @param bytes of the file as it was queued
/// @param at when it was queued
/// @param attempts that failed
/// @param next not tried before
/// @param problem of the last attempt, empty before
public record QueuedUpload(
    long number,
    Upload upload,
    long bytes,
    Instant at,
    int attempts,
    Instant next,
    String problem,
    TransferMemory.Known known) {}
