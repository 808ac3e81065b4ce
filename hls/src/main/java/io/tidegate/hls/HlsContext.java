package io.tidegate.hls;

import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What all HLS streams of a process stand on. Immutable, any thread.
///
/// @param nanoTime the monotonic clock that frames are stamped with
/// @param tracksLeftOut counts tracks whose coding HLS cannot carry
record HlsContext(
    Loops loops,
    SessionRegistry sessions,
    Renditions renditions,
    Continuity continuity,
    DateRanges ranges,
    LongSupplier nanoTime,
    Supplier<Instant> now,
    LongAdder tracksLeftOut,
    MemoryBudget budget,
    ChunkPool chunks) {}
