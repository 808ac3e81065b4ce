package io.tidegate.media;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The tracks of a stream at one moment. Immutable, any thread.
public final class TrackList implements Iterable<Track> {
  public static final TrackList EMPTY = new TrackList(List.of());

  private final List<Track> tracks;

  private TrackList(List<Track> tracks) {
    this.tracks = tracks;
  }

  /// @throws IllegalArgumentException when two tracks have one id
  public static TrackList of(List<Track> tracks) {
    long ids = tracks.stream().mapToInt(Track::id).distinct().count();
    if (ids != tracks.size()) {
      throw new IllegalArgumentException("two tracks with one id: " + tracks);
    }
    return tracks.isEmpty() ? EMPTY : new TrackList(List.copyOf(tracks));
  }

  public static TrackList of(Track... tracks) {
    return of(List.of(tracks));
  }

  public List<Track> asList() {
    return tracks;
  }

  public boolean isEmpty() {
    return tracks.isEmpty();
  }

  public int size() {
    return tracks.size();
  }

  /// The first video track.
  public Optional<Track> video() {
    return tracks.stream().filter(Track::isVideo).findFirst();
  }

  /// The first audio track.
  public Optional<Track> audio() {
    return tracks.stream().filter(track -> !track.isVideo()).findFirst();
  }

  public boolean hasVideo() {
    return video().isPresent();
  }

  /// The track with this id, or null. Called for every frame.
  public @Nullable Track find(int id) {
    for (Track track : tracks) {
      if (track.id() == id) {
        return track;
      }
    }
    return null;
  }

  /// The tracks that pass, in order.
  public TrackList filter(Predicate<Track> wanted) {
    return of(tracks.stream().filter(wanted).toList());
  }

  @Override
  public Iterator<Track> iterator() {
    return tracks.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrackList that && tracks.equals(that.tracks);
  }

  @Override
  public int hashCode() {
    return tracks.hashCode();
  }

  @Override
  public String toString() {
    return tracks.toString();
  }
}
