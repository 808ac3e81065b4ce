package io.tidegate.cluster.relay;

import io.tidegate.media.DataSize;
import java.time.Duration;

/// Bounds of streams between nodes. Immutable.
///
/// @param queue most payload that waits for a node that is slow; past it, frames are dropped up to
///   a key frame
/// @param all the same of all streams and nodes together; past it, frames are dropped where more
///   than a megabyte waits
/// @param span longest media time that waits for it
/// @param beside most of what is told beside the events and held until it is written, which
///   segments are not; past it, the connection ends
/// @param alive an owner says so often at least that it is there
/// @param silence after which a connection is given up
/// @param patience how long a stream that nobody has is waited for
/// @param served connections at most that are served at a time
public record RelayOptions(
    DataSize queue,
    DataSize all,
    Duration span,
    DataSize beside,
    Duration alive,
    Duration silence,
    Duration patience,
    int served) {
  /// 24 MB, all together an eighth of the heap, or 25 s (the longest GOP that hubs keep, and more),
  /// 96 MB beside, a sign of life each second, 5 s of silence, 15 s for an owner to come back,
  /// 4,096 streams.
  public static final RelayOptions DEFAULT =
      new RelayOptions(
          DataSize.ofMegabytes(24),
          new DataSize(Runtime.getRuntime().maxMemory() / 8),
          Duration.ofSeconds(25),
          DataSize.ofMegabytes(96),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          4_096);
}
