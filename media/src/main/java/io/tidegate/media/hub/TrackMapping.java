package io.tidegate.media.hub;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Makes the tracks of one source continue those of another: what is coded alike keeps the id and
/// the parameters that are announced already. Immutable.
final class TrackMapping {
  /// Up to [Track]'s highest id.
  private static final int IDS = 256;

  private final TrackList tracks;
  private final int[] ids;
  private final boolean isIdentity;

  private TrackMapping(TrackList tracks, int[] ids, boolean isIdentity) {
    this.tracks = tracks;
    this.ids = ids;
    this.isIdentity = isIdentity;
  }

  /// @param own of the source that plays from now on
  /// @param announced what was announced last
  static TrackMapping of(TrackList own, TrackList announced) {
    List<@Nullable Track> continued = new ArrayList<>();
    own.forEach(track -> continued.add(continued(track, own, announced)));
    Set<Integer> taken = new HashSet<>();
    continued.stream().filter(Objects::nonNull).forEach(track -> taken.add(track.id()));
    List<Track> mapped = new ArrayList<>();
    int[] ids = new int[IDS];
    boolean identity = true;
    for (int i = 0; i < own.size(); i++) {
      Track track = own.asList().get(i);
      Track as = continued.get(i);
      if (as == null) {
        as = new Track(free(track.id(), own, taken), track.params(), track.derivedFrom());
        taken.add(as.id());
      }
      mapped.add(as);
      ids[track.id()] = as.id();
      identity &= as.id() == track.id();
    }
    boolean areThose = mapped.size() == announced.size() && announced.asList().containsAll(mapped);
    return new TrackMapping(areThose ? announced : TrackList.of(mapped), ids, identity);
  }

  /// The announced track of the same kind, in the same place among its kind, when it is coded
  /// alike.
  private static @Nullable Track continued(Track track, TrackList own, TrackList announced) {
    long before =
        own.asList().stream()
            .takeWhile(other -> other.id() != track.id())
            .filter(other -> other.isVideo() == track.isVideo())
            .count();
    return announced.asList().stream()
        .filter(other -> other.isVideo() == track.isVideo())
        .skip(before)
        .findFirst()
        .filter(other -> isSameCoding(other.params(), track.params()))
        .orElse(null);
  }

  /// The same to a decoder: an AAC configuration may say the same in two or in five bytes.
  private static boolean isSameCoding(CodecParams one, CodecParams other) {
    return one.equals(other)
        || (one instanceof CodecParams.Aac a
            && other instanceof CodecParams.Aac b
            && a.objectType() == b.objectType()
            && a.sampleRate() == b.sampleRate()
            && a.coreSampleRate() == b.coreSampleRate()
            && a.channels() == b.channels()
            && a.coreSamplesPerFrame() == b.coreSamplesPerFrame());
  }

  private static int free(int wanted, TrackList own, Set<Integer> taken) {
    int id = wanted;
    while (taken.contains(id) || (id != wanted && own.find(id) != null)) {
      id = id % (IDS - 1) + 1;
    }
    return id;
  }

  /// As they are to be announced.
  TrackList tracks() {
    return tracks;
  }

  /// `frame` under the id that is announced.
  Frame of(Frame frame) {
    return isIdentity
        ? frame
        : new Frame(
            ids[frame.trackId()],
            frame.dts(),
            frame.pts(),
            frame.keyFrame(),
            frame.payload(),
            frame.receivedNanos());
  }
}
