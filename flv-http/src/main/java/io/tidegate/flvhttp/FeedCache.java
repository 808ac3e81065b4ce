package io.tidegate.flvhttp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import java.util.ArrayList;
import java.util.List;

/// The bytes since the last key frame, which viewers that come in the middle share. Confined to the
/// hub's loop.
///
/// What is more than half of what may wait for a viewer is let go: the viewer would lose it at
/// once.
final class FeedCache {
  /// What a new viewer gets first. Whoever takes it has one reference to every chunk.
  ///
  /// @param header for the decoder; null in formats without
  /// @param parcels from a key frame on, maybe none
  record Start(@Nullable Parcel<FeedChunk> header, List<Parcel<FeedChunk>> parcels) {}

  private final FeedMuxer muxer;
  private final long maxBytes;
  private final MediaTime maxDuration;
  private final List<Parcel<FeedChunk>> parcels = new ArrayList<>();
  private @Nullable Parcel<FeedChunk> header;
  private long bytes;

  FeedCache(FeedMuxer muxer, Outbox.Limits limits) {
    this.muxer = muxer;
    this.maxBytes = limits.bytes().bytes() / 2;
    this.maxDuration = MediaTime.of(limits.duration());
  }

  void add(Parcel<FeedChunk> parcel) {
    switch (parcel.kind()) {
      case HEADER -> {
        return;
      }
      case SYNC -> clear();
      case DELTA -> {
        if (parcels.isEmpty()) {
          return;
        }
      }
    }
    parcel.content().retain(1);
    parcels.add(parcel);
    bytes += parcel.bytes();
    MediaTime age = parcel.dts().minus(parcels.getFirst().dts());
    if (bytes > maxBytes || age.isAfter(maxDuration)) {
      clear();
    }
  }

  void clear() {
    parcels.forEach(parcel -> parcel.content().release());
    parcels.clear();
    bytes = 0;
    if (header != null) {
      header.content().release();
      header = null;
    }
  }

  /// @param now time of the stream, for the headers when nothing is cached
  Start start(MediaTime now) {
    List<Parcel<FeedChunk>> shared = List.copyOf(parcels);
    shared.forEach(parcel -> parcel.content().retain(1));
    Parcel<FeedChunk> first = header;
    if (first == null) {
      MediaTime at = parcels.isEmpty() ? now : parcels.getFirst().dts();
      ByteWriter out = new ByteWriter(1024);
      muxer.start(at, out);
      if (out.size() == 0) {
        return new Start(null, shared);
      }
      FeedChunk chunk = FeedChunk.of(out.toBytes());
      first = new Parcel<>(chunk, chunk.length(), at, 0, Parcel.Kind.HEADER);
      if (parcels.isEmpty()) {
        return new Start(first, shared); // not kept: its time is this moment's
      }
      header = first;
    }
    first.content().retain(1);
    return new Start(first, shared);
  }
}
