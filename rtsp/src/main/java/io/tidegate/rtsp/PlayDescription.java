package io.tidegate.rtsp;

import io.tidegate.media.Track;
import io.tidegate.rtsp.rtp.RtpTransmission;
import java.util.ArrayList;
import java.util.List;

/// What a client was told there is to play. Immutable.
///
/// @param tracks that RTP carries, in the order of the media
/// @param base URL of the stream
record PlayDescription(List<Track> tracks, String base) {
  PlayDescription {
    tracks = List.copyOf(tracks);
  }

  /// The originals of `all` that RTP carries: derived sound is for those who cannot play what the
  /// source sent.
  static PlayDescription of(Iterable<Track> all, String base) {
    List<Track> carried = new ArrayList<>();
    for (Track track : all) {
      if (!track.isDerived() && RtpTransmission.carries(track)) {
        carried.add(track);
      }
    }
    return new PlayDescription(carried, base);
  }

  boolean hasVideo() {
    return tracks.stream().anyMatch(Track::isVideo);
  }

  /// Of the timestamps, by media.
  List<Integer> hertz() {
    return tracks.stream().map(RtpTransmission::clockRateOf).toList();
  }

  String urlOf(int media) {
    return base + "trackID=" + tracks.get(media).id();
  }

  /// The index of a track.
  ///
  /// @throws RequestRefused when there is none, or several for no id
  int mediaOf(int trackId) throws RequestRefused {
    if (trackId == StreamAddress.ALL) {
      if (tracks.size() == 1) {
        return 0;
      }
      throw new RequestRefused(RtspStatus.AGGREGATE_NOT_ALLOWED, "SETUP one track at a time");
    }
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id() == trackId) {
        return i;
      }
    }
    throw new RequestRefused(RtspStatus.NOT_FOUND, "no such track");
  }

  /// Whether a client that knows this can play what `now` has.
  boolean fits(Iterable<Track> now) {
    return RtpTransmission.continues(tracks, of(now, base).tracks());
  }

  String sdp(String name) {
    return RtpTransmission.describe(name, tracks).write();
  }
}
