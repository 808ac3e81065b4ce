package io.tidegate.media;

/// One elementary stream inside a stream. Immutable.
///
/// @param id unique within its [TrackList], small and positive
/// @param params how it is coded
/// @param derivedFrom id of the track this one was made from (audio made playable), 0 for an
///   original
public record Track(int id, CodecParams params, int derivedFrom) {
  public Track {
    if (id < 1 || id > 255 || derivedFrom < 0 || derivedFrom == id) {
      throw new IllegalArgumentException("track ids are 1 to 255: " + id);
    }
  }

  public Track(int id, CodecParams params) {
    this(id, params, 0);
  }

  public Codec codec() {
    return params.codec();
  }

  public boolean isVideo() {
    return params instanceof CodecParams.Video;
  }

  public boolean isDerived() {
    return derivedFrom != 0;
  }
}
