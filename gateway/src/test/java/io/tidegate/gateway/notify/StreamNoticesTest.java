package io.tidegate.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.webhook.Notice;
import io.tidegate.media.ScanType;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamTiming;
import io.tidegate.media.hub.StreamView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamNoticesTest {
  private static final StreamKey KEY = StreamKey.parse("live/a");
  private static final Instant SINCE = Instant.parse("2026-01-10T12:00:00Z");

  private final List<Notice> told = new ArrayList<>();
  private final StreamNotices notices = new StreamNotices(told::add);

  private static SessionView session(SessionState state, long bytes, Protocol protocol) {
    return new SessionView(
        "s1",
        KEY,
        SessionView.Kind.PUBLISHER,
        protocol,
        "192.0.2.1:4000",
        SINCE,
        state,
        bytes,
        0,
        CloseReason.ENDED_BY_PEER);
  }

  private static StreamView stream(int viewers) {
    return new StreamView(
        KEY,
        SessionState.STREAMING,
        SINCE,
        null,
        TrackList.EMPTY,
        null,
        0,
        0,
        viewers,
        0,
        0,
        0,
        new StreamTiming(0, 0, 0),
        ScanType.UNKNOWN,
        List.of());
  }

  private List<String> occasions() {
    return told.stream().map(notice -> notice.occasion().label()).toList();
  }

  @Test
  void aPublisherIsToldOfOnceAndWhenItGoes() {
    notices.look(List.of(session(SessionState.CONNECTING, 0, Protocol.RTMP)), List.of(), SINCE);
    assertThat(told).isEmpty();
    SessionView streams = session(SessionState.STREAMING, 9, Protocol.RTMP);
    notices.look(List.of(streams), List.of(), SINCE);
    notices.look(List.of(streams), List.of(), SINCE);
    notices.ended(streams, SINCE.plusSeconds(5));
    assertThat(occasions()).containsExactly("publish", "unpublish");
    assertThat(told.getFirst().fields()).containsEntry("remote", "192.0.2.1:4000");
    assertThat(told.getLast().fields())
        .containsEntry("seconds", 5L)
        .containsEntry("bytes", 9L)
        .containsEntry("reason", "ended-by-peer");
  }

  @Test
  void aShortPublisherIsToldOfAtItsEnd() {
    notices.ended(session(SessionState.DISCONNECTED, 9, Protocol.SRT), SINCE);
    assertThat(occasions()).containsExactly("publish", "unpublish");
  }

  @Test
  void whoSentNothingAndASlateAreNone() {
    notices.ended(session(SessionState.DISCONNECTED, 0, Protocol.RTMP), SINCE);
    notices.look(List.of(session(SessionState.STREAMING, 9, Protocol.SLATE)), List.of(), SINCE);
    assertThat(told).isEmpty();
  }

  @Test
  void theFirstViewerAndTheLastAreToldOf() {
    notices.look(List.of(), List.of(stream(0)), SINCE);
    notices.look(List.of(), List.of(stream(1)), SINCE);
    notices.look(List.of(), List.of(stream(7)), SINCE);
    notices.look(List.of(), List.of(stream(1)), SINCE);
    assertThat(occasions()).containsExactly("first-viewer");
    notices.look(List.of(), List.of(stream(0)), SINCE);
    notices.look(List.of(), List.of(stream(2)), SINCE);
    notices.look(List.of(), List.of(), SINCE);
    assertThat(occasions())
        .containsExactly("first-viewer", "last-viewer", "first-viewer", "last-viewer");
  }
}
