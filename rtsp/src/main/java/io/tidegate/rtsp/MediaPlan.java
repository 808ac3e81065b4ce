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
/// @param requestUri of the `DESCRIBE`
/// @param tracks to be set up, in the order of the description
/// @param refused what is left out and why, for the operator
record MediaPlan(String aggregateUri, String requestUri, List<Track> tracks, List<String> refused) {
  /// Channels of the connection are one byte, two a track.
  private static final int MAX_TRACKS = 16;

  MediaPlan {
    tracks = List.copyOf(tracks);
    refused = List.copyOf(refused);
  }

  /// @param uri of `SETUP`
  /// @param connection where the description says that it is sent to; empty when it does not
  record Track(MediaDescription media, String uri, String connection) {}

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
        String control = RtspUrl.control(base, media.control());
        tracks.add(new Track(media, control, description.connectionOf(media)));
      }
    }
    return new MediaPlan(RtspUrl.control(base, description.control()), uri, tracks, refused);
  }

  List<MediaDescription> media() {
    return tracks.stream().map(Track::media).toList();
  }

  /// The same without the parameter sets that the description tells: those of the stream count.
  MediaPlan withoutParameterSets() {
    List<Track> bare =
        tracks.stream()
            .map(track -> new Track(track.media().withoutSprop(), track.uri(), track.connection()))
            .toList();
    return new MediaPlan(aggregateUri, requestUri, bare, refused);
  }

  /// Where requests for the whole session go, one after the other.
  List<String> controls(RtspQuirks.@Nullable Control control) {
    return switch (control) {
      case TRACKS -> tracks.stream().map(Track::uri).toList();
      case REQUEST_URL -> List.of(requestUri);
      case null -> List.of(aggregateUri);
    };
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
