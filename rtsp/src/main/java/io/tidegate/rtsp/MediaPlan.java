package io.tidegate.rtsp;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.rtsp.rtp.RtpReception;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is set up of a description, and by which URLs. RFC 2326 §C.1.1. Immutable.
///
/// @param aggregateUri of `PLAY`, keep-alives and `TEARDOWN`
/// @param tracks to be set up, in the order of the description
/// @param refused what is left out and why, for the operator
record MediaPlan(String aggregateUri, List<Track> tracks, List<String> refused) {
  /// Channels of the connection are one byte, two a track.
  private static final int MAX_TRACKS = 16;

  MediaPlan {
    tracks = List.copyOf(tracks);
    refused = List.copyOf(refused);
  }

  /// @param uri of `SETUP`
  record Track(MediaDescription media, String uri) {}

  /// @param uri of the `DESCRIBE`
  /// @param contentBase of its answer, null without. One that is no RTSP URL does not count:
  ///   Anjvision cameras write `192.168.1.10:554/stream0/`.
  static MediaPlan of(SessionDescription description, String uri, @Nullable String contentBase) {
    String base = contentBase != null && isUrl(contentBase) ? contentBase.strip() : uri;
    List<Track> tracks = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (MediaDescription media : description.media()) {
      if (media.isBackChannel()) {
        continue; // ONVIF Streaming §5.3: the camera's loudspeaker
      }
      Optional<String> refusal = RtpReception.refusal(media);
      if (refusal.isPresent()) {
        refused.add(refusal.get());
      } else if (tracks.size() < MAX_TRACKS) {
        tracks.add(new Track(media, RtspUrl.control(base, media.control())));
      }
    }
    return new MediaPlan(RtspUrl.control(base, description.control()), tracks, refused);
  }

  List<MediaDescription> media() {
    return tracks.stream().map(Track::media).toList();
  }

  TrackCount count() {
    int video = (int) tracks.stream().filter(track -> track.media().kind().equals("video")).count();
    return new TrackCount(video, tracks.size() - video);
  }

  private static boolean isUrl(String text) {
    try {
      RtspUrl.parse(text.strip());
      return true;
    } catch (MalformedException notOne) {
      return false;
    }
  }
}
