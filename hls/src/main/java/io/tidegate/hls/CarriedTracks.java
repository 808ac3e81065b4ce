package io.tidegate.hls;

import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which tracks of a stream go into its segments: at most one video and one audio. Immutable.
///
/// Of an audio track and those derived from it, the first that can be carried is taken. A stream
/// whose pictures cannot be carried has nothing to offer: sound alone would look like a fault.
///
/// @param leftOut tracks whose coding the container cannot carry
record CarriedTracks(@Nullable Track video, @Nullable Track audio, List<Track> leftOut) {
  static final CarriedTracks NONE = new CarriedTracks(null, null, List.of());

  static CarriedTracks of(TrackList all, Predicate<Codec> carries) {
    List<Track> leftOut = new ArrayList<>();
    Track video = null;
    Track audio = null;
    for (Track track : all) {
      boolean carried = carries.test(track.codec());
      if (!carried) {
        leftOut.add(track);
      } else if (track.isVideo()) {
        video = video == null ? track : video;
      } else {
        audio = audio == null ? track : audio;
      }
    }
    if (all.hasVideo() && video == null) {
      audio = null;
    }
    return new CarriedTracks(video, audio, List.copyOf(leftOut));
  }

  @Nullable
  Track leading() {
    return video != null ? video : audio;
  }

  @Nullable
  Track following() {
    return video != null ? audio : null;
  }

  boolean isEmpty() {
    return leading() == null;
  }

  TrackList list() {
    return TrackList.of(Stream.of(video, audio).filter(Objects::nonNull).toList());
  }
}
