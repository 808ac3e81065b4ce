package io.tidegate.media.feed;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.hub.Outbox;
import io.tidegate.media.hub.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The bytes since the last key frame, which viewers that come in the middle share. Confined to the
/// hub's loop.
///
/// What is more than half of what may wait for a viewer is let go: the viewer would lose it at
/// once.
final class FeedCache<T> {
  private final FeedMuxer muxer;
  private final FeedContent<T> content;
  private final long maxBytes;
  private final MediaTime maxDuration;
  private final List<Parcel<T>> parcels = new ArrayList<>();
  private TrackTimes startTimes = new TrackTimes(MediaTime.ZERO, Map.of());
  private @Nullable Parcel<T> header;
  private long bytes;

  FeedCache(FeedMuxer muxer, FeedContent<T> content, Outbox.Limits limits) {
    this.muxer = muxer;
    this.content = content;
    this.maxBytes = limits.bytes().bytes() / 2;
    this.maxDuration = MediaTime.of(limits.duration());
  }

  /// @param times before the first frame of `parcel`
  void add(Parcel<T> parcel, TrackTimes times) {
    switch (parcel.kind()) {
      case HEADER -> {
        return;
      }
      case SYNC -> {
        clear();
        startTimes = times;
      }
      case DELTA -> {
        if (parcels.isEmpty()) {
          return;
        }
      }
    }
    content.retain(parcel.content(), 1);
    parcels.add(parcel);
    bytes += parcel.bytes();
    MediaTime age = parcel.dts().minus(parcels.getFirst().dts());
    if (bytes > maxBytes || age.isAfter(maxDuration)) {
      clear();
    }
  }

  void clear() {
    parcels.forEach(parcel -> content.release(parcel.content()));
    parcels.clear();
    bytes = 0;
    if (header != null) {
      content.release(header.content());
      header = null;
    }
  }

  /// What a new viewer gets first: what decoders need, then everything from the last key frame on,
  /// maybe nothing. The caller holds every content once.
  ///
  /// @param now where the stream stands, for the header when nothing is cached
  List<Parcel<T>> start(TrackTimes now) {
    List<Parcel<T>> start = new ArrayList<>(parcels.size() + 1);
    Parcel<T> first = header != null ? header : newHeader(now);
    if (first != null) {
      start.add(first);
    }
    if (first != null && !parcels.isEmpty()) {
      content.retain(first.content(), 1);
      header = first; // else not kept: its time is this moment's
    }
    for (Parcel<T> parcel : parcels) {
      content.retain(parcel.content(), 1);
      start.add(parcel);
    }
    return start;
  }

  /// Null in formats without.
  private @Nullable Parcel<T> newHeader(TrackTimes now) {
    TrackTimes times = parcels.isEmpty() ? now : startTimes;
    ByteWriter out = new ByteWriter(1024);
    muxer.start(times, out);
    if (out.size() == 0) {
      return null;
    }
    Bytes bytes = out.toBytes();
    return new Parcel<>(content.of(bytes), bytes.length(), times.at(), 0, Parcel.Kind.HEADER);
  }
}
